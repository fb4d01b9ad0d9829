"""The quiet hours, by the clock of the gemeente, whatever UTC says."""

from datetime import UTC, date, datetime

import pytest

from models.asking.hours import end_of, is_quiet, may_go


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "quiet"),
    [
        (utc(2026, 7, 1, 18, 59, 59), False),
        (utc(2026, 7, 1, 19, 0), True),
        (utc(2026, 7, 2, 5, 59, 59), True),
        (utc(2026, 7, 2, 6, 0), False),
        (utc(2026, 12, 1, 19, 59), False),
        (utc(2026, 12, 1, 20, 0), True),
        (utc(2026, 12, 1, 23, 30), True),
        (utc(2026, 12, 2, 7, 0), False),
    ],
)
def test_from_nine_in_the_evening_until_eight(now: datetime, quiet: bool) -> None:
    assert is_quiet(now) is quiet


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (utc(2026, 7, 1, 12, 0), utc(2026, 7, 1, 12, 0)),
        (utc(2026, 7, 1, 19, 30), utc(2026, 7, 2, 6, 0)),
        (utc(2026, 7, 1, 23, 30), utc(2026, 7, 2, 6, 0)),
        (utc(2026, 3, 28, 20, 30), utc(2026, 3, 29, 6, 0)),
        (utc(2026, 10, 24, 19, 30), utc(2026, 10, 25, 7, 0)),
        (utc(2026, 12, 31, 20, 30), utc(2027, 1, 1, 7, 0)),
    ],
)
def test_what_comes_at_night_goes_at_eight(now: datetime, goes: datetime) -> None:
    assert may_go(now) == goes


def test_a_day_ends_at_midnight_over_there_also_when_it_has_25_hours() -> None:
    assert end_of(date(2026, 10, 24)) == utc(2026, 10, 24, 22, 0)
    assert end_of(date(2026, 10, 25)) == utc(2026, 10, 25, 23, 0)
    assert end_of(date(2026, 3, 29)) == utc(2026, 3, 29, 22, 0)
