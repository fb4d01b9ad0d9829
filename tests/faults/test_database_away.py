"""PostgreSQL is killed and comes back, over and over, while the whole neighbourhood talks."""

import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import text

from models.db import transaction
from tests.fake_telegram.client import FakeTelegram
from tests.faults import ledger
from tests.faults.database import OwnServer, own_server
from tests.faults.line import a_bad_line
from tests.faults.processes import House, a_house
from tests.faults.proposals import WORDS, Proposers

PORT = 8321
PATIENCE = 300
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]


# What must be at work again: an update handled, a message sent, every bot listening for work.
AT_WORK = """
    SELECT (SELECT count(*) FROM inbox WHERE done_at > began) > 0 AS turns,
           (SELECT count(*) FROM outbox WHERE state = 'sent' AND done_at > began) > 0 AS delivery,
           (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wijkbot wake') = :bots
               AS waking
    FROM (SELECT pg_postmaster_start_time() AS began)
"""


@dataclass
class Outages:
    """The house and its server. `back`: how long each part took to be at work, at most."""

    house: House
    fake: FakeTelegram
    server: OwnServer
    moments: random.Random
    back: dict[str, float] = field(default_factory=dict)

    def one(self, people: Proposers, updates: int, number: int) -> None:
        """Half of these are said, the server goes in the middle of it, the rest is said."""
        people.say(updates // 2)
        time.sleep(self.moments.random() * 0.7)
        self.server.stop_at_once() if number % 2 else self.server.kill()
        people.say(updates - updates // 2)
        time.sleep(self.moments.random() * 1.5)
        self.server.start()
        self._note_return(time.monotonic())
        ledger.handles(self.house, self.fake, people.said)

    def _note_return(self, began: float) -> None:
        took: dict[str, float] = {}

        def is_back() -> bool:
            parts = self._parts()
            for part in parts.keys() - took.keys():
                if parts[part]:
                    took[part] = time.monotonic() - began
            return len(took) == len(parts)

        self.fake.waits_until(is_back, PATIENCE, "every part at work again")
        self.back = {part: max(one, self.back.get(part, 0)) for part, one in took.items()}

    def _parts(self) -> dict[str, bool]:
        with transaction(self.house.engine) as session:
            bots = len(self.house.running) - 1
            found = session.execute(text(AT_WORK), {"bots": bots}).one()
            return {**found._mapping, "pages": answers() == 200}


def answers() -> int:
    """What `/readyz` of the pages says."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def forget_the_plan(house: House) -> None:
    """Take away what a job planned: only a job that runs puts it back."""
    with transaction(house.engine) as session:
        session.execute(text("DELETE FROM occurrence"))


def is_planned(house: House) -> bool:
    with transaction(house.engine) as session:
        return bool(session.scalar(text("SELECT count(*) FROM occurrence")))


def test_postgresql_dies_and_returns_and_nobody_need_lift_a_hand(
    fake: FakeTelegram, size: Size, note: Note
) -> None:
    times = size(2, 10)
    with own_server() as server, a_house(server.url, fake, "away") as house:
        for stages in size_of_the_house(full=times > 2):
            house.start("run", "--only", stages)
        house.start("web", "--port", str(PORT))
        fake.waits_until(lambda: answers() == 200 and is_planned(house), PATIENCE, "the start")
        people = Proposers(fake, size(12, 385))
        outages = Outages(house, fake, server, random.Random(8320))
        for number in range(times):
            outages.one(people, people.all // times, number)
            if number == 0:
                forget_the_plan(house)
        people.say(people.all)
        ledger.settles(house, fake, people.said)
        fake.waits_until(lambda: is_planned(house), PATIENCE, "the jobs at work")
        assert all(process.poll() is None for process in house.running)
        seen = ledger.look(house, fake, people.people)
        handed_in = people.handed_in(house)
    assert seen.inbox == {"done": people.all}
    assert seen.answered == people.all
    assert handed_in == dict.fromkeys(people.titles(), 1)
    assert (seen.missing, seen.outbox["failed"]) == (0, 0)
    assert seen.extra <= 0
    lost = people.all - seen.answered + seen.missing
    note(
        "06 PostgreSQL killed and started",
        "0 lost, 0 twice; at work within 10 s of its return without a hand",
        f"{times} times, by turns SIGKILL and stop -m immediate, in {people.all:,} updates of"
        f" {people.count} talks of {len(WORDS)}; fsync on",
        f"{lost} lost, {max(0, seen.extra)} twice, {seen.outbox['unknown']} unknown; at work"
        f" after at most {', '.join(f'{part} {one:.1f} s' for part, one in outages.back.items())}",
    )


def size_of_the_house(*, full: bool) -> tuple[str, ...]:
    """Every stage a process of its own, or all of them in one."""
    stages = ("intake", "turns", "files,delivery", "jobs")
    return stages if full else (",".join(stages),)


def test_a_commit_of_which_nobody_heard_loses_and_doubles_nothing(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    with a_house(server_url, fake, "line") as house, a_bad_line(house.url, 8320) as (url, line):
        house.settings = {**house.settings, "WIJKBOT_DATABASE_URL": url}
        bot = house.start("run")
        people = Proposers(fake, size(6, 385))
        people.say(people.count)
        ledger.settles(house, fake, people.said)
        line.every = size(15, 12)
        while people.say(2 * people.count):
            ledger.handles(house, fake, people.said)
        ledger.settles(house, fake, people.said)
        assert bot.poll() is None
        seen = ledger.look(house, fake, people.people)
        handed_in = people.handed_in(house)
    assert min(line.cut.values()) > 0
    assert seen.inbox == {"done": people.all}
    assert seen.answered == people.all
    assert handed_in == dict.fromkeys(people.titles(), 1)
    assert (seen.missing, seen.extra, seen.outbox["unknown"]) == (0, 0, 0)
    note(
        "06 the line breaks in a COMMIT",
        "0 lost, 0 twice, 0 unknown",
        f"{line.cut['after']} commits done and not heard of, {line.cut['before']} not done, in"
        f" {people.all:,} updates",
        f"{people.all - seen.answered + seen.missing} lost, {seen.extra} twice,"
        f" {seen.outbox['unknown']} unknown",
    )
