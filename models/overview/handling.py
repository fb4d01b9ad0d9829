"""What came in, and how soon whoever wrote it heard something from a colleague.

"Answered" is the first act of a colleague that its author can hear of: a question, a changed text
or a decision. Days are working days, as in the term (`models.initiatives.terms`); the term is the
one that holds today, also for what came in under another. What its author withdrew is left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.grounds import Ground
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.lifecycles import Moderation
from models.initiatives.terms import local_day, working_days_after, working_days_between
from models.overview.period import Period

M = Moderation
# With these a colleague answers; taking it up or handing it over tells nothing yet.
ANSWERS = (M.QUESTION, M.PLACED, M.DECLINED, M.REFERRED, M.MERGED, M.HANDLED)


@dataclass(frozen=True)
class Handling:
    """The contributions of one stadsdeel, or of the city. `waits` counts working days by how
    many contributions were answered after so many.
    """

    came: int = 0
    waits: Counter[int] = field(default_factory=Counter)
    late: int = 0
    open_in_time: int = 0

    @property
    def answered(self) -> int:
        return self.waits.total()

    @cached_property
    def median(self) -> int | None:
        """Half of those that were answered were so within this many working days, at least one."""
        half, seen = (self.answered + 1) // 2, 0
        for days in sorted(self.waits):
            seen += self.waits[days]
            if seen >= half > 0:
                return max(days, 1)
        return None

    @property
    def share_late(self) -> float | None:
        """The part that was answered after its term, or still waits beyond it: 0 to 1.

        What waits within its term is not counted: nobody knows yet. None where none counts.
        """
        known = self.came - self.open_in_time
        return self.late / known if known else None

    def __add__(self, other: "Handling") -> "Handling":
        return Handling(
            self.came + other.came,
            self.waits + other.waits,
            self.late + other.late,
            self.open_in_time + other.open_in_time,
        )


def handling(session: Session, period: Period, term: int, now: datetime) -> Mapping[int, Handling]:
    """By stadsdeel id, what came in within the period. Two days meet in one row, so the number
    of rows does not grow with the number of contributions. `term`: working days.
    """
    first = (
        select(func.min(HistoryRow.at))
        .where(
            HistoryRow.contribution_id == Contribution.id,
            HistoryRow.actor == Actor.STAFF,
            HistoryRow.to_status.in_(ANSWERS),
        )
        .scalar_subquery()
    )
    each = (
        select(
            Contribution.stadsdeel_id,
            _day(Contribution.submitted_at).label("came"),
            _day(first).label("answered"),
        )
        .where(within_period(period), Contribution.status != M.WITHDRAWN)
        .subquery()
    )
    rows = session.execute(
        select(each.c.stadsdeel_id, each.c.came, each.c.answered, func.count()).group_by(
            each.c.stadsdeel_id, each.c.came, each.c.answered
        )
    )
    today, found = local_day(now), dict[int, Handling]()
    for stadsdeel, came, answered, number in rows:
        one = _counted(came, answered, number, term, today)
        found[stadsdeel] = found.get(stadsdeel, Handling()) + one
    return found


def _counted(came: date, answered: date | None, number: int, term: int, today: date) -> Handling:
    until = working_days_after(came, term)
    if answered is None:
        late = number if today > until else 0
        return Handling(number, Counter(), late, number - late)
    waits = Counter({working_days_between(came, answered): number})
    return Handling(number, waits, number if answered > until else 0, 0)


def whole(parts: Iterable[Handling]) -> Handling:
    """Several stadsdelen together."""
    return sum(parts, Handling())


def came_in(
    session: Session, period: Period, stadsdeel_id: int | None
) -> Sequence[tuple[date, Mapping[ContributionKind, int]]]:
    """For each week, by its first day: how many of each kind came in. None: the whole city."""
    week = ((_day(Contribution.submitted_at) - period.first) // 7).label("week")
    each = (
        select(week, Contribution.kind)
        .where(within_period(period), of_stadsdeel(stadsdeel_id))
        .subquery()
    )
    rows = session.execute(
        select(each.c.week, each.c.kind, func.count()).group_by(each.c.week, each.c.kind)
    ).all()
    weeks: list[dict[ContributionKind, int]] = [{} for _ in period.weeks]
    for at, kind, number in rows:
        weeks[at][kind] = number
    return list(zip(period.weeks, weeks, strict=True))


def became(
    session: Session, period: Period, stadsdeel_id: int | None
) -> Sequence[tuple[Moderation, int]]:
    """Where what came in within the period stands now, most frequent first."""
    number = func.count()
    rows = session.execute(
        select(Contribution.status, number)
        .where(within_period(period), of_stadsdeel(stadsdeel_id))
        .group_by(Contribution.status)
        .order_by(number.desc(), Contribution.status)
    )
    return [(status, count) for status, count in rows]


def grounds(
    session: Session, period: Period, stadsdeel_id: int | None
) -> Sequence[tuple[Ground, int]]:
    """On what grounds things that came in within the period were not placed, most first."""
    number = func.count()
    rows = session.execute(
        select(Contribution.ground, number)
        .where(
            within_period(period),
            of_stadsdeel(stadsdeel_id),
            Contribution.status == M.DECLINED,
            Contribution.ground.is_not(None),
        )
        .group_by(Contribution.ground)
        .order_by(number.desc(), Contribution.ground)
    )
    return [(ground, count) for ground, count in rows if ground is not None]


def within_period(period: Period) -> ColumnElement[bool]:
    """What came in within a period."""
    at = Contribution.submitted_at
    return (at >= period.since) & (at < period.until)


def of_stadsdeel(stadsdeel_id: int | None) -> ColumnElement[bool]:
    """Of one stadsdeel, or of all."""
    if stadsdeel_id is None:
        return Contribution.stadsdeel_id.is_not(None)
    return Contribution.stadsdeel_id == stadsdeel_id


def _day(moment: ColumnElement[datetime] | object) -> ColumnElement[date]:
    return cast(func.timezone("Europe/Amsterdam", moment), Date)
