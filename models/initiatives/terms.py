"""Terms in working days: Saturdays, Sundays and Dutch holidays do not count."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays
from sqlalchemy.orm import Session

from models.plan.reading import load_frame

# The clock that people here live by.
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SATURDAY = 5


def local_day(now: datetime) -> date:
    """The day it is in the Netherlands at this moment."""
    return now.astimezone(AMSTERDAM).date()


def start_of_day(now: datetime) -> datetime:
    """The moment at which this day began in the Netherlands."""
    return now.astimezone(AMSTERDAM).replace(hour=0, minute=0, second=0, microsecond=0)


def answer_day(session: Session, now: datetime) -> date:
    """The day by which we answer who asks something now."""
    return working_days_after(local_day(now), load_frame(session).term_days)


def working_days_after(start: date, days: int) -> date:
    """The day that lies this many working days after `start`; `start` itself does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if _is_working_day(day):
            days -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days come after `start`, up to and including `end`."""
    days = range(1, (end - start).days + 1)
    return sum(_is_working_day(start + timedelta(days=more)) for more in days)


def _is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _holidays()


@cache
def _holidays() -> HolidayBase:
    """Made once: it finds the days of each year that it is asked about, and keeps them."""
    return country_holidays("NL")
