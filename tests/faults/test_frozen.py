"""A sender that is frozen past its claim and thawed, while a standby took over.

The two call Telegram by different names, so that its log says who called. Whatever the thawed one
still meant to send, it must see that its claim is too old.
"""

import random
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from bot.flight import CLAIM_SECONDS
from models.messages.outbox import OutState
from tests.fake_telegram.client import FakeTelegram
from tests.faults import leases, letters, times
from tests.faults.processes import House, a_house

PATIENCE = 120
RATE = 100
WINDOW = 30
SENDER = f"send:{letters.BOT}"
LEASE = timedelta(seconds=16)
NAMES = ("127.0.0.1", "localhost")


@dataclass
class Pair:
    """Two senders of one bot, of which one may send."""

    house: House
    fake: FakeTelegram
    senders: "list[subprocess.Popen[bytes]]"

    @classmethod
    def start(cls, house: House, fake: FakeTelegram) -> "Pair":
        def call_it(name: str) -> "subprocess.Popen[bytes]":
            api = {"WIJKBOT_TELEGRAM_API": f"http://{name}:{fake.port}"}
            own = replace(house, settings={**house.settings, **api})
            return own.start("run", "--only", "delivery")

        return cls(house, fake, [call_it(name) for name in NAMES])

    def active(self) -> "subprocess.Popen[bytes] | None":
        """Whoever holds the lease. Its holder's name holds the number of its process."""
        held = leases.held(self.house.engine, SENDER)
        numbers = held.holder.split(":") if held else []
        return next((one for one in self.senders if str(one.pid) in numbers), None)

    def has_active(self, other_than: "subprocess.Popen[bytes] | None" = None) -> bool:
        return self.active() not in (None, other_than)

    def called(self, since: int) -> bool:
        """Somebody sent since then, or there is nothing left to send."""
        sent = self.fake.calls("sendMessage", since=since)
        return bool(sent) or not letters.open_rows(self.house.engine)


def freeze_and_thaw(pair: Pair, moments: random.Random) -> None:
    """Freeze the active one until its claims and its lease are over; thaw it beside the other."""
    fake, frozen = pair.fake, pair.active()
    assert frozen is not None
    time.sleep(moments.random())
    frozen.send_signal(signal.SIGSTOP)
    time.sleep(CLAIM_SECONDS + 1)
    # It may have been frozen with the lease's row in its hand.
    times.idle_transactions_end(pair.house.engine)
    times.time_passes(pair.house.engine, LEASE, "lease")
    fake.waits_until(lambda: pair.has_active(frozen), PATIENCE, "the standby takes over")
    before = int(fake.do("counts")["calls"])
    fake.waits_until(lambda: pair.called(before), PATIENCE, "the standby sends")
    time.sleep(moments.random())
    frozen.send_signal(signal.SIGCONT)
    time.sleep(1)


def test_a_thawed_sender_sends_nothing_more(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    freezes, moments = size(1, 20), random.Random(8345)
    people = fake.crowd(400 * (freezes + 1))
    with a_house(server_url, fake, "frozen", WIJKBOT_SEND_RATE=str(RATE)) as house:
        letters.post(house.engine, letters.a_letter_each(people))
        pair = Pair.start(house, fake)
        fake.waits_until(lambda: pair.has_active(), PATIENCE, "one of the two sends")
        for _ in range(freezes):
            freeze_and_thaw(pair, moments)
        fake.waits_until(
            lambda: not letters.open_rows(house.engine), PATIENCE, "every letter ends somewhere"
        )
        codes = [house.stop(one) for one in pair.senders]
        seen = letters.ledger(house.engine, fake, people)
    by_whom = [name for name, _ in groupby(call["host"] for call in fake.calls("sendMessage"))]
    unknown = seen.count(OutState.UNKNOWN)
    assert codes == [0, 0]
    assert (seen.twice, seen.lost, seen.denied) == ([], [], [])
    assert seen.count(OutState.SENT) + unknown == len(people)
    assert unknown <= WINDOW * freezes
    # Each take-over changes who calls, once: a thawed one that called would change it again.
    assert len(by_whom) == freezes + 1
    note(
        "11 a sender frozen past its claim and thawed, a standby taking over",
        "0 twice, never two active",
        f"{freezes} freezes of {CLAIM_SECONDS + 1:.0f} s (and the lease's term) over "
        f"{len(people)} letters",
        f"{len(seen.twice)} twice, {len(by_whom) - 1} changes of who sends in {freezes} "
        f"take-overs; {seen.count(OutState.SENT)} sent, {unknown} unknown, {len(seen.lost)} lost",
    )
