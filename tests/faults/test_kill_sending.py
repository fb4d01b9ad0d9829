"""`kill -9` of the sender in the middle of a large send: nothing is lost silently, nobody has two.

Telegram has no key by which a message can be sent twice safely. So what was on the wire when the
sender died is `unknown`: a window at most, counted and shown, and never silently sent again.
"""

import random
import time
from collections.abc import Callable
from datetime import timedelta

from models.messages.outbox import OutState
from tests.fake_telegram.client import FakeTelegram
from tests.faults import letters, times
from tests.faults.processes import House, a_house

WINDOW = 30
# Slow enough to be killed many times in one send. A window grows above 300 a second.
RATE = 250
PATIENCE = 120


def calls(fake: FakeTelegram) -> int:
    return int(fake.do("counts")["calls"])


def a_life(house: House, fake: FakeTelegram, lives_on: float) -> None:
    """Start a sender, and kill it so many seconds after its first call."""
    before = calls(fake)
    sender = house.start("run", "--only", "delivery")
    fake.waits_until(
        lambda: calls(fake) > before or not letters.open_rows(house.engine),
        PATIENCE,
        "the next sender sends",
    )
    time.sleep(lives_on)
    house.kill(sender)
    # A dead sender's lease ends after a quarter of a minute.
    times.time_passes(house.engine, timedelta(seconds=20))


def test_kills_in_a_send_lose_nothing_silently_and_double_nothing(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    kills, people = size(3, 50), fake.crowd(size(450, 10_000))
    moments = random.Random(8340)
    unknown = [0]
    with a_house(server_url, fake, "killsend", WIJKBOT_SEND_RATE=str(RATE)) as house:
        letters.post(house.engine, letters.a_letter_each(people))
        for _ in range(kills):
            # On average the whole send takes as long as all lives together.
            a_life(house, fake, moments.random() * 2 * len(people) / RATE / (kills + 1))
            in_doubt = letters.count(house.engine, OutState.SENDING)
            unknown.append(letters.count(house.engine, OutState.UNKNOWN) + in_doubt)
        house.start("run", "--only", "delivery")
        fake.waits_until(
            lambda: not letters.open_rows(house.engine), PATIENCE, "every letter ends somewhere"
        )
        seen = letters.ledger(house.engine, fake, people)
    per_kill = [after - before for before, after in zip(unknown, unknown[1:], strict=False)]
    assert not seen.twice
    assert not seen.lost
    assert not seen.denied
    assert seen.count(OutState.SENT, OutState.UNKNOWN) == len(people)
    assert max(per_kill) <= WINDOW
    assert seen.count(OutState.UNKNOWN) == sum(per_kill)
    note(
        "04 kill -9 in a send",
        f"0 lost silently, 0 twice, `unknown` at most {WINDOW} per kill, all accounted for",
        f"{kills} kills over {len(people)} letters",
        f"{len(seen.lost) + len(seen.denied)} lost silently, {len(seen.twice)} twice; "
        f"{seen.count(OutState.SENT)} sent, {seen.count(OutState.UNKNOWN)} unknown "
        f"({seen.unknown_but_heard} of them had arrived), at most {max(per_kill)} per kill",
    )
