"""A full disk: everything fails closed and says so, nothing is sent unrecorded, and when there is
room again all of it goes on by itself, also where PostgreSQL itself had to stop."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from models.embedded import ensure_server
from models.messages.outbox import OutState
from tests.fake_telegram.client import FakeTelegram
from tests.faults import letters, templates
from tests.faults.browser import Browser
from tests.faults.processes import House, a_house
from tests.faults.small_disk import SmallDisk, a_small_disk
from tests.faults.test_stop import SECRET, open_door, speak
from tests.live import free_port
from texts.render import text as say

PATIENCE = 180
RATE = 20
WINDOW = 30
# Long words fill pages soon: what fits in a page that is there already is still taken.
LONG_WORDS = "Ik wil graag " + "heel " * 700 + "veel zeggen."
LOOK_SECONDS = 2.0
FIRST_FEW = 3
# Where PostgreSQL can make no file at all, it also takes no new connection.
FULL = {"disk_full", "database_away"}
# What the page says to a reader, and to who was sending something.
READABLE = (say("web.refused.away", "nl"), say("web.refused.busy", "nl"))
ANSWERED = """
    SELECT count(*) FROM inbox
    WHERE channel = 'telegram' AND state = 'done'
    AND EXISTS (SELECT FROM outbox WHERE dedupe LIKE 'in:' || inbox.id || ':%')
"""


@dataclass
class Evening:
    """A house on a small disk, with its doors open, and people on their phones."""

    house: House
    fake: FakeTelegram
    disk: SmallDisk
    people: Sequence[int]
    base_url: str
    visitor: Browser
    updates: int = 0
    letters_sent: int = 0
    refused: list[int] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)

    def a_letter_each(self) -> Sequence[letters.Letter]:
        self.letters_sent += len(self.people)
        return letters.a_letter_each(self.people, f"brief {self.letters_sent}")

    def everybody_speaks(self, words: str) -> None:
        speak(self.fake, self.people, words)
        self.updates += len(self.people)

    def looks(self) -> None:
        """What the web chat and the health page say now."""
        time.sleep(LOOK_SECONDS)
        if not self.refused:
            self.visitor.opens()
            if self.visitor.status == 200:
                self.visitor.types("/menu")
            if self.visitor.status != 200:
                self.refused.append(self.visitor.status)
                assert any(words in self.visitor.page.words for words in READABLE)
        said = health(self.base_url)
        if said["code"] == 503:
            self.reasons |= set(said["reasons"])

    def is_refused(self) -> bool:
        """Every door said so by now. The disk stays full, whatever is freed meanwhile."""
        self.disk.fill()
        self.looks()
        red = bool(FULL & self.reasons)
        return red and self.refused == [503] and "503" in at_the_webhook(self.fake)

    def goes_on(self) -> bool:
        """What came in was answered, what waited was sent, and the health page is content."""
        time.sleep(LOOK_SECONDS)
        with self.house.engine.connect() as connection:
            answered = connection.execute(text(ANSWERED)).scalar_one()
        quiet = not FULL & set(health(self.base_url)["reasons"])
        return quiet and answered == self.updates and not letters.open_rows(self.house.engine)


def at_the_webhook(fake: FakeTelegram) -> str:
    """What Telegram holds for the last trouble at our webhook."""
    address = f"{fake.api}/bot{fake.token}/getWebhookInfo"
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return str(json.load(answer)["result"].get("last_error_message", ""))


def health(base_url: str) -> dict[str, Any]:
    """What the health page says; red is an error to who watches it."""
    try:
        with urllib.request.urlopen(f"{base_url}/healthz", timeout=PATIENCE) as answer:
            said = json.load(answer)
    except urllib.error.HTTPError as error:
        return dict(json.load(error), code=error.code)
    return dict(said, code=200)


def use_up_the_log(house: House) -> None:
    """Write so much that PostgreSQL needs its next log file, which cannot be made: it stops."""
    words = "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000))"
    with suppress(OperationalError):
        for _ in range(200):
            with house.engine.begin() as connection:
                connection.execute(text(words))


def a_full_disk(evening: Evening, how: Callable[[House], None]) -> None:
    """Full until all doors said so, then not any more."""
    before = evening.fake.do("counts")["calls"]
    letters.post(evening.house.engine, evening.a_letter_each())
    evening.fake.waits_until(
        lambda: len(evening.fake.calls("sendMessage", since=before)) >= FIRST_FEW,
        PATIENCE,
        "the first letters are sent",
    )
    evening.refused.clear()
    evening.reasons.clear()
    evening.disk.fill()
    how(evening.house)
    evening.everybody_speaks(LONG_WORDS)
    fake = evening.fake
    fake.waits_until(evening.is_refused, PATIENCE, "all doors say so")
    evening.disk.make_room()
    fake.waits_until(evening.goes_on, PATIENCE, "it goes on by itself")
    assert all(one.poll() is None for one in evening.house.running)


@contextmanager
def an_evening(fake: FakeTelegram, people: Sequence[int]) -> Iterator[Evening]:
    """All doors open, and letters on their way."""
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    more = {
        "WIJKBOT_SEND_RATE": str(RATE),
        "WIJKBOT_BASE_URL": base_url,
        "WIJKBOT_TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    fake.do("webhook", slowest_retry=1)
    with a_small_disk() as disk, ensure_server(disk.folder / "var") as server:
        try:
            with a_house(server.url, fake, "full", **more) as house:
                open_door(house, fake, port)
                house.start("run")
                visitor = Browser(base_url)
                visitor.begins()
                try:
                    yield Evening(house, fake, disk, people, base_url, visitor)
                finally:
                    disk.make_room()
        finally:
            templates.drop_template(server.url)


def test_a_full_disk_loses_nothing_and_all_goes_on_by_itself(
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    people, rounds = fake.crowd(size(60, 100)), size(1, 3)
    with an_evening(fake, people) as evening:
        for _ in range(rounds):
            a_full_disk(evening, lambda _: None)
            a_full_disk(evening, use_up_the_log)
        seen = letters.ledger(evening.house.engine, fake, people)
        unknown, refused = letters.count(evening.house.engine, OutState.UNKNOWN), evening.updates
        log = (evening.disk.folder / "var/postgres/server.log").read_text()
    assert (seen.twice, seen.lost, seen.denied) == ([], [], [])
    assert seen.count(OutState.SENT, OutState.UNKNOWN) == evening.letters_sent
    assert unknown <= WINDOW * 2 * rounds
    note(
        "14 disk full",
        "fails closed and says so (webhook 503, web chat a page, /healthz red, nothing sent "
        "without its record); goes on alone",
        f"{2 * rounds} times a full disk of 300 MB, {rounds} of them until PostgreSQL itself "
        f"stopped; {refused} updates and {evening.letters_sent} letters",
        f"503 at each door each time; 0 updates without answer, {len(seen.lost)} letters lost, "
        f"{len(seen.twice)} twice, {unknown} unknown; PostgreSQL started again "
        f"{log.count('shutting down due to startup process failure')} times, no hand on it",
    )
