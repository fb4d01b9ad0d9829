"""When we may speak unasked. Never between 21:00 and 08:00 by the clock of the gemeente.

It holds for every channel: nothing unasked enters the outbox at night, and the sender keeps
back what the evening still left in it.
"""

from datetime import UTC, date, datetime, time, timedelta

from models.initiatives.terms import AMSTERDAM

MORNING = time(8)
EVENING = time(21)


def is_quiet(now: datetime) -> bool:
    """Whether nobody may be spoken to unasked at this moment."""
    return not MORNING <= now.astimezone(AMSTERDAM).time() < EVENING


def may_go(now: datetime) -> datetime:
    """The first moment from `now` on at which an unasked message may go."""
    if not is_quiet(now):
        return now
    local = now.astimezone(AMSTERDAM)
    tomorrow = local.time() >= EVENING
    return moment(local.date() + timedelta(days=tomorrow), MORNING)


def moment(day: date, at: time) -> datetime:
    """The moment, in UTC, at which the clock of the gemeente shows this."""
    return datetime.combine(day, at, AMSTERDAM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The moment at which this day is over in the gemeente."""
    return moment(day + timedelta(days=1), time(0))
