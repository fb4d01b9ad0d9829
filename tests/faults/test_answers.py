"""What can go wrong between our call and its answer, at every point of the exchange.

Where the other side surely did nothing, the letter waits and goes again. Where it may have done it,
nobody can know: the letter is `unknown`, is shown, and is never sent again by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from models.messages.outbox import OutState
from tests.fake_telegram.client import FakeTelegram
from tests.faults import letters, times
from tests.faults.letters import Ledger
from tests.faults.processes import House, a_house

HURRY = Path(__file__).parent / "hurry"
PATIENCE = 300
LATE = 4.0
# One a minute.
HOURS_OF_TRIES = 300
DOWN_SECONDS = 20


@dataclass(frozen=True)
class Point:
    """A point of the exchange, and what letters become whose exchange fails there.

    `heard`: whether people have them all the same; None where that differs.
    """

    name: str
    kind: str
    becomes: OutState
    heard: bool
    details: dict[str, Any] = field(default_factory=dict)

    def strikes(self, fake: FakeTelegram, times: int) -> None:
        fake.fails("sendMessage", self.kind, times=times, **self.details)


POINTS = (
    Point("reset before the body", "reset_before", OutState.UNKNOWN, heard=False),
    Point("no answer in time", "stalled", OutState.UNKNOWN, False, {"seconds": LATE}),
    Point("carried out, reset before the answer", "reset_after", OutState.UNKNOWN, heard=True),
    Point("carried out, half an answer", "half", OutState.UNKNOWN, heard=True),
    Point("carried out, answered too late", "late", OutState.UNKNOWN, True, {"seconds": LATE}),
    Point("500", "error", OutState.SENT, True, {"code": 500}),
    Point("503", "error", OutState.SENT, True, {"code": 503}),
    Point("502", "error", OutState.UNKNOWN, False, {"code": 502}),
    Point("504", "error", OutState.UNKNOWN, False, {"code": 504}),
)


@pytest.fixture
def people(fake: FakeTelegram, size: Callable[[int, int], int]) -> Sequence[int]:
    return fake.crowd(size(30, 1_000))


def settle(house: House, fake: FakeTelegram) -> None:
    """Until every letter ended somewhere; what waits for its next try need not wait long."""

    def settled() -> bool:
        times.time_passes(house.engine, timedelta(seconds=60), "outbox")
        return not letters.open_rows(house.engine)

    fake.waits_until(settled, PATIENCE, "every letter ends somewhere")


def test_every_letter_ends_in_a_final_state_and_nobody_has_two(
    server_url: str,
    fake: FakeTelegram,
    people: Sequence[int],
    note: Callable[[str, str, str, str], None],
) -> None:
    with a_house(server_url, fake, "answers", PYTHONPATH=str(HURRY)) as house:
        house.start("run", "--only", "delivery")
        for point in POINTS:
            point.strikes(fake, len(people))
            post = letters.a_letter_each(people, point.name)
            letters.post(house.engine, post)
            settle(house, fake)
            assert not fake.do("faults"), point.name
        seen = letters.ledger(house.engine, fake, people)
    for point in POINTS:
        check(seen, point, people)
    tell(note, seen, people)


def check(seen: Ledger, point: Point, people: Sequence[int]) -> None:
    mine = [letter.words for letter in letters.a_letter_each(people, point.name)]
    assert {seen.states[words] for words in mine} == {point.becomes}, point.name
    assert [seen.heard.get(words, 0) for words in mine] == [int(point.heard)] * len(mine), point


def tell(note: Callable[[str, str, str, str], None], seen: Ledger, people: Sequence[int]) -> None:
    note(
        "08 time-outs, resets, 5xx at every point of the exchange",
        "every message ends in a final state; 0 twice",
        f"{len(people)} letters at each of {len(POINTS)}: "
        + ", ".join(point.name for point in POINTS),
        f"{len(seen.twice)} twice, {seen.waiting} without a final state; "
        f"{seen.count(OutState.SENT)} sent, {seen.count(OutState.UNKNOWN)} unknown "
        f"({seen.unknown_but_heard} of them had arrived), {len(seen.lost)} lost",
    )


def test_a_telegram_that_is_away_for_hours_loses_nothing(
    server_url: str,
    fake: FakeTelegram,
    people: Sequence[int],
    note: Callable[[str, str, str, str], None],
) -> None:
    with a_house(server_url, fake, "away") as house:
        letters.post(house.engine, letters.a_letter_each(people))
        tried(house, HOURS_OF_TRIES)
        fake.is_down(DOWN_SECONDS)
        house.start("run", "--only", "delivery")
        fake.waits_until(
            lambda: fewest_tries(house) > HOURS_OF_TRIES, PATIENCE, "every letter was tried"
        )
        settle(house, fake)
        seen = letters.ledger(house.engine, fake, people)
    assert (seen.twice, seen.lost, seen.denied) == ([], [], [])
    assert seen.count(OutState.SENT) == len(people)
    note(
        "08 no connection at all, for hours",
        "nothing is lost: what was surely not sent waits",
        f"{len(people)} letters that were tried {HOURS_OF_TRIES} times before, and again in vain",
        f"{seen.count(OutState.SENT)} sent when it was back, {len(seen.twice)} twice",
    )


def tried(house: House, times: int) -> None:
    """As if these letters had been tried so many times."""
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET tries = :times"), {"times": times})


def fewest_tries(house: House) -> int:
    with house.engine.connect() as connection:
        return int(connection.execute(text("SELECT min(tries) FROM outbox")).scalar_one())
