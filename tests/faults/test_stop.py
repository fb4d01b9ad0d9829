"""SIGTERM under load, as every deploy does it: nothing is lost, nothing unknown, out within ten
seconds. The API takes up to five seconds for an answer."""

import http.client
import json
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select, text, update

from models.asking import planning
from models.asking.campaigns import Occurrence
from models.db import database_now, transaction
from models.messages.inbox import InboxRow
from models.messages.outbox import OutMessage, OutState
from models.people.consents import set_opt_in
from models.people.residents import OptIn, Resident
from tests.fake_telegram.client import FakeTelegram
from tests.faults import letters, wall
from tests.faults.processes import House, a_house
from tests.live import free_port

PATIENCE = 120
# What the issue asks. A loaded machine may be slower in `make test`, so only a full run asserts it.
STOP_SECONDS = 10.0
SLOWEST_ANSWER = 4.5
RATE = 60
# Burendag is the fourth Saturday of September; the reminder goes two weeks before, at ten.
REMINDED_ON = datetime(2026, 9, 12, 8, 5, tzinfo=UTC)
SECRET = "a-secret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Stops:
    """How long each stop took."""

    seconds: list[float] = field(default_factory=list)

    def stop(self, house: House, process: "subprocess.Popen[bytes]") -> None:
        began = time.monotonic()
        assert house.stop(process) == 0, house.log.read_text()[-4000:]
        self.seconds.append(time.monotonic() - began)

    @property
    def slowest(self) -> float:
        return max(self.seconds)


def slow_answers(fake: FakeTelegram, moments: random.Random) -> None:
    """Some of the next calls are carried out at once and answered late."""
    for method in ("sendMessage", "answerCallbackQuery", "getUpdates", "setMyDescription"):
        for _ in range(4):
            late = SLOWEST_ANSWER * moments.random()
            fake.fails(method, "late", seconds=late, skip=moments.randrange(40))


def speak(fake: FakeTelegram, people: Sequence[int], words: str) -> None:
    fake.do_many([("says", {"person_id": one, "chat_id": one, "text": words}) for one in people])


def settled(house: House, updates: int) -> bool:
    """Every update has its answer, and every message ended somewhere."""
    with transaction(house.engine) as session:
        answered = session.scalar(
            text(
                "SELECT count(DISTINCT split_part(dedupe, ':', 2)) FROM outbox"
                " WHERE dedupe LIKE 'in:%'"
            )
        )
    return answered == updates and not letters.open_rows(house.engine)


def answers_spoken(house: House) -> int:
    """In how many messages our answers travelled: several of one person may go together."""
    with transaction(house.engine) as session:
        spoken = "SELECT count(DISTINCT provider_id) FROM outbox WHERE dedupe LIKE 'in:%'"
        return int(session.execute(text(spoken)).scalar_one())


def test_a_stopped_bot_leaves_nothing_unknown(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    rounds, each = size(2, 20), size(60, 150)
    people, moments, stops = fake.crowd(each), random.Random(8341), Stops()
    with a_house(server_url, fake, "stop", WIJKBOT_SEND_RATE=str(RATE)) as house:
        for number in range(rounds):
            letters.post(house.engine, letters.a_letter_each(people, f"brief {number}"))
            speak(fake, people[:30], "/start")
            fake.do("clear_faults")
            slow_answers(fake, moments)
            bot = letters.sends(fake, lambda: house.start("run"))
            time.sleep(moments.random() * each / RATE)
            stops.stop(house, bot)
            unknown = letters.count(house.engine, OutState.UNKNOWN)
            assert (unknown, letters.count(house.engine, OutState.SENDING)) == (0, 0)
        fake.do("clear_faults")
        bot = house.start("run")
        fake.waits_until(lambda: settled(house, 30 * rounds), PATIENCE, "all of it sent")
        stops.stop(house, bot)
        seen, spoken = letters.ledger(house.engine, fake, people), answers_spoken(house)
    assert (seen.twice, seen.lost, seen.denied) == ([], [], [])
    assert (seen.count(OutState.SENT), seen.others) == (each * rounds, spoken)
    assert stops.slowest < size(3, 1) * STOP_SECONDS
    note(
        "05 SIGTERM of the bot under load",
        f"nothing unknown, nothing lost, exit 0 within {STOP_SECONDS:.0f} s",
        f"{rounds} stops in {each * rounds} letters and {30 * rounds} updates, "
        f"answers up to {SLOWEST_ANSWER} s late",
        f"0 unknown, {len(seen.lost)} lost, {len(seen.twice)} twice; slowest exit "
        f"{stops.slowest:.1f} s",
    )


@dataclass
class Caller(threading.Thread):
    """Telegram at the webhook: one update after the other over a connection that stays open."""

    port: int
    number: int
    taken: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(name=f"caller {self.number}")

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        # Until the door is shut: what is not answered by then, Telegram would bring again.
        with_door = True
        while with_door:
            try:
                with_door = self._call(line)
            except (OSError, http.client.HTTPException):
                with_door = False
        line.close()

    def _call(self, line: http.client.HTTPConnection) -> bool:
        update_id = 1_000_000 * (self.number + 1) + len(self.taken)
        line.request("POST", "/telegram/webhook", an_update(update_id, self.number), headers())
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            self.refused.append(answer.status)
            return False
        self.taken.append(str(update_id))
        return True


def headers() -> dict[str, str]:
    return {HEADER: SECRET, "Content-Type": "application/json"}


def an_update(update_id: int, number: int) -> bytes:
    person = {"id": 7_000 + number, "is_bot": False, "first_name": "Ria"}
    chat = {"id": 7_000 + number, "type": "private", "first_name": "Ria"}
    words = {"message_id": update_id, "date": 1_790_000_000, "from": person, "chat": chat}
    return json.dumps({"update_id": update_id, "message": words | {"text": "/start"}}).encode()


@contextmanager
def an_idle_browser(port: int) -> Iterator[None]:
    """Somebody who read a page, and whose browser keeps the connection."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.request("GET", "/healthz")
    line.getresponse().read()
    yield
    line.close()


def open_door(house: House, fake: FakeTelegram, port: int) -> "subprocess.Popen[bytes]":
    web = house.start("web", "--port", str(port))
    fake.waits_until(lambda: answers(port), PATIENCE, "the door opens")
    return web


def answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def test_a_stopped_web_server_keeps_what_it_said_yes_to(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    rounds, moments, stops, taken = size(1, 10), random.Random(8342), Stops(), list[str]()
    more = {"WIJKBOT_TELEGRAM_WEBHOOK_SECRET": SECRET}
    with a_house(server_url, fake, "stopweb", **more) as house:
        for number in range(rounds):
            port = free_port()
            web = open_door(house, fake, port)
            with an_idle_browser(port):
                callers = [Caller(port, 10 * number + n) for n in range(4)]
                for one in callers:
                    one.start()
                time.sleep(0.3 + moments.random())
                stops.stop(house, web)
                for one in callers:
                    one.join(PATIENCE)
            assert [one.refused for one in callers] == [[]] * 4
            taken += [update for one in callers for update in one.taken]
        with transaction(house.engine) as session:
            stored = set(session.scalars(select(InboxRow.update_id)))
    lost = set(taken) - stored
    assert taken
    assert not lost
    assert stops.slowest < size(3, 1) * STOP_SECONDS
    note(
        "05 SIGTERM of the web server under load",
        f"what was answered with 200 is stored, exit 0 within {STOP_SECONDS:.0f} s",
        f"{rounds} stops in {len(taken)} updates at the webhook, a browser's idle connection open",
        f"{len(lost)} lost; slowest exit {stops.slowest:.1f} s",
    )


def who_want_a_reminder(house: House, people: Sequence[int], *, at: datetime = REMINDED_ON) -> None:
    """It is two weeks before Burendag, five past ten: their reminder is due."""
    wall.hang(house.engine)
    wall.set_to(house.engine, at)
    letters.post(house.engine, letters.a_letter_each(people))
    with transaction(house.engine) as session:
        now = database_now(session)
        for resident in session.scalars(select(Resident)):
            set_opt_in(session, resident, OptIn.BURENDAG, True, now)
        planning.plan(session, now)
    drain(house)


def listens(house: House) -> bool:
    """A bot is there: it waits to be woken."""
    listening = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wijkbot wake'"
    with house.engine.connect() as connection:
        mine = text(f"{listening} AND datname = current_database()")
        return bool(connection.scalar(mine))


def drain(house: House) -> None:
    """As if all that waits had been sent: the next slice may come."""
    with transaction(house.engine) as session:
        session.execute(
            update(OutMessage)
            .where(OutMessage.state == OutState.QUEUED)
            .values(state=OutState.SENT, done_at=REMINDED_ON)
        )


def reminded(house: House) -> tuple[int, int]:
    """How many reminders stand in the outbox, and how many the plan says."""
    with transaction(house.engine) as session:
        rows = session.scalar(
            select(func.count())
            .select_from(OutMessage)
            .where(OutMessage.occurrence_id.is_not(None))
        )
        said = session.scalar(select(func.sum(Occurrence.queued)))
        return rows or 0, said or 0


def test_a_stopped_job_is_done_whole_or_not_at_all(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    rounds, moments, stops = size(2, 20), random.Random(8343), Stops()
    people = fake.crowd(size(1_200, 10_000))
    with a_house(server_url, fake, "stopjobs") as house:
        who_want_a_reminder(house, people)
        for _ in range(rounds):
            jobs = house.start("run", "--only", "jobs")
            fake.waits_until(lambda: listens(house), PATIENCE, "the process is there")
            time.sleep(moments.random())
            stops.stop(house, jobs)
            rows, said = reminded(house)
            assert rows == said
            drain(house)
        house.start("run", "--only", "jobs")
        fake.waits_until(lambda: drained(house) == len(people), PATIENCE, "all of them reminded")
        rows, said = reminded(house)
    assert (rows, said) == (len(people), len(people))
    assert stops.slowest < size(3, 1) * STOP_SECONDS
    note(
        "05 SIGTERM of the jobs",
        f"a job is done whole or not at all, exit 0 within {STOP_SECONDS:.0f} s",
        f"{rounds} stops while {len(people)} people are reminded in slices",
        f"{rows} reminders, {rows - len(people)} twice; slowest exit {stops.slowest:.1f} s",
    )


def drained(house: House) -> int:
    drain(house)
    return reminded(house)[0]
