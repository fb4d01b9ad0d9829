"""429: whatever a pause is about is not called again before its end, by any stage or process.

Also not after a restart, however long it is: 3 s, 38 minutes, three hours (the lengths that bots
have seen). getUpdates goes on while our other calls pause: see `bot/channels/telegram/pauses.py`.
"""

import http.client
import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from models.db import transaction
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import OutState
from tests.bot.pictures import picture
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person
from tests.faults import leases, letters, times
from tests.faults.processes import House, a_house
from tests.faults.test_stop import open_door
from tests.live import free_port

PATIENCE = 120
LENGTHS = (3, 2_282, 10_072)
METHODS = ("sendMessage", "getFile", "answerCallbackQuery", "getUpdates")
SENDER = f"send:{letters.BOT}"
LEASE = timedelta(seconds=20)
# Shorter pauses are over before a bot has started again.
LONG = 60
# What was on the wire when the 429 was read was not started after it. A whole second, since
# "read" is a moment in another process; a call that ignores the pause comes much later or often.
READ_WITHIN = 1.0
# How long nothing may happen. Every stage looks twice a second.
QUIET_FOR = 4.0

Wire = dict[str, Any]


def refusals(fake: FakeTelegram, since: int) -> list[Wire]:
    return [call for call in fake.calls(since=since) if call["status"] == 429]


def started(fake: FakeTelegram, since: int, begin: float, end: float, *, polls: bool) -> list[Wire]:
    """The calls that started between two moments of the machine's monotonic clock."""
    return [
        call
        for call in fake.calls(since=since)
        if begin < call["started"] < end and (polls or call["method"].lower() != "getupdates")
    ]


def paused_until(port: int) -> datetime | None:
    """What the health page says."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.request("GET", "/healthz")
    # While nobody polls it answers 503, and says the same.
    said = json.loads(line.getresponse().read())["paused_until"]
    line.close()
    return datetime.fromisoformat(said) if said else None


@dataclass
class Evening:
    """A house with a web server beside the bot, and people who want something of every stage."""

    house: House
    fake: FakeTelegram
    people: Sequence[Person]
    port: int
    letters: int = 0

    def everybody_wants_something(self) -> None:
        """A letter for everyone, a photo to fetch, a tap to answer."""
        self.letters += 1
        post = letters.a_letter_each([one.id for one in self.people], f"brief {self.letters}")
        letters.post(self.house.engine, post)
        self.people[0].sends_photo(picture())
        self.people[1].taps_number(0)

    def starts(self) -> "subprocess.Popen[bytes]":
        """A new bot, which is there when it holds the lease of the sender."""
        before = leases.held(self.house.engine, SENDER)
        bot = self.house.start("run")
        self.fake.waits_until(
            lambda: self._held_by_another(before), PATIENCE, "the next bot is there"
        )
        return bot

    def _held_by_another(self, before: leases.Held | None) -> bool:
        now = leases.held(self.house.engine, SENDER)
        return now is not None and (before is None or now.fence > before.fence)

    def settled(self) -> bool:
        with transaction(self.house.engine) as session:
            inbox = session.scalar(
                select(func.count())
                .select_from(InboxRow)
                .where(InboxRow.state.in_((InboxState.FILES, InboxState.OPEN)))
            )
        return not inbox and not letters.open_rows(self.house.engine)

    def settles(self) -> None:
        self.fake.waits_until(self.settled, PATIENCE, "everything handled and sent")


def a_pause(evening: Evening, method: str, seconds: int) -> list[str]:
    """One 429, from its reading to its end; the calls that started in between."""
    house, fake = evening.house, evening.fake
    fake.says_too_many(seconds, method)
    before = fake.do("counts")["calls"]
    evening.everybody_wants_something()
    bot = evening.starts()
    fake.waits_until(lambda: bool(refusals(fake, before)), PATIENCE, "a 429")
    read = refusals(fake, before)[0]["ended"] + READ_WITHIN
    end, polls = read - READ_WITHIN + seconds, method == "getUpdates"
    time.sleep(min(READ_WITHIN + 0.2, seconds / 2))
    evening.everybody_wants_something()
    said = paused_until(evening.port)
    assert said is not None
    assert timedelta() < said - datetime.now(UTC) < timedelta(seconds=seconds)
    time.sleep(min(QUIET_FOR, seconds))
    if seconds > LONG:
        house.kill(bot)
        # The dead bot's lease ends; the pause goes on.
        times.time_passes(house.engine, LEASE)
        bot = evening.starts()
        time.sleep(QUIET_FOR)
    early = started(fake, before, read, end, polls=polls)
    times.time_passes(house.engine, timedelta(seconds=seconds))
    evening.settles()
    house.stop(bot)
    return [f"{call['method']}, {call['started'] - read:.1f} s after it" for call in early]


def test_nothing_is_called_between_reading_a_429_and_its_end(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    rounds = [("sendMessage", 10_072), ("getFile", 3)]
    more = [(method, seconds) for seconds in LENGTHS for method in METHODS]
    rounds = (rounds, more)[size(0, 1)]
    people = [fake.person(f"Bewoner {n}", started=True) for n in range(40)]
    with a_house(server_url, fake, "pause") as house:
        evening = Evening(house, fake, people, free_port())
        open_door(house, fake, evening.port)
        people[1].says("/start")
        bot = evening.starts()
        fake.waits_until(lambda: bool(people[1].hears()), PATIENCE, "the first answer")
        house.stop(bot)
        early = [a_pause(evening, method, seconds) for method, seconds in rounds]
        assert paused_until(evening.port) is None
        seen = letters.ledger(house.engine, fake, [one.id for one in people])
    assert early == [[]] * len(rounds)
    assert (seen.twice, seen.lost, seen.denied) == ([], [], [])
    assert seen.count(OutState.SENT) == len(people) * evening.letters
    note(
        "07 429 of any length, and a restart in between",
        "0 calls that it concerns started between reading it and its end; the health page says so",
        f"{len(rounds)} of {', '.join(sorted({f'{n:,} s' for _, n in rounds}))}, to "
        f"{', '.join(sorted({method for method, _ in rounds}))}; the bot killed in each long one",
        f"{sum(map(len, early))} calls too early; {seen.count(OutState.SENT)} letters after it, "
        f"{len(seen.lost)} lost, {len(seen.twice)} twice; the health page said so each time",
    )
