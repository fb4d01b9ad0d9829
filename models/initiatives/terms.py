"""Terms in working days: Saturdays, Sundays and Dutch holidays do not count."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays
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
    holidays = country_holidays("NL")
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in holidays:
            days -= 1
    return day
