"""What came of a check-in: counted once, after closing, and never so that one can be told apart.

Minimum n with secondary suppression: a wijk with fewer answers than the gemeente's minimum is
not shown, nor is it left to be worked out from the stadsdeel's total and the other wijken.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models.asking.checkins import Answer, CheckIn, CheckInResult, CheckInWijk
from models.plan.areas import Area
from models.plan.gemeente import Gemeente

DEFAULT_MINIMUM = 10

Counts = Sequence[int]


@dataclass(frozen=True)
class Publishable:
    """The wijken whose counts may be shown, and whether the total may."""

    wijken: AbstractSet[int]
    total: bool


def publishable(sizes: Mapping[int, int], minimum: int) -> Publishable:
    """What may be shown, given how many answered in each wijk.

    Total minus shown gives the hidden wijken together; where that says too much, other wijken
    join them, in the order of `sizes`. That order must not depend on the answers: else the very
    choice tells something to who knows this rule.
    """
    if sum(sizes.values()) < minimum:
        return Publishable(frozenset(), total=False)
    hidden = {wijk for wijk, size in sizes.items() if size < minimum}
    for wijk in sizes:
        if not hidden or _hide_each_other([sizes[one] for one in hidden], minimum):
            break
        hidden.add(wijk)
    return Publishable(sizes.keys() - hidden, total=True)


def _hide_each_other(sizes: Sequence[int], minimum: int) -> bool:
    """Whether nobody can work out one of these from their sum: there are two or more, they are
    enough people together, and not all just one short of the minimum (then the sum says so)."""
    together, most = sum(sizes), (minimum - 1) * len(sizes)
    return len(sizes) > 1 and together >= minimum and together != most


def minimum_n(session: Session) -> int:
    """How many answers an area needs before its counts are shown."""
    gemeente = session.scalars(select(Gemeente).limit(1)).first()
    return int(gemeente.settings.get("minimum_n", DEFAULT_MINIMUM)) if gemeente else DEFAULT_MINIMUM


def publish(session: Session, checkin: CheckIn, now: datetime) -> None:
    """Count the answers and keep what may be shown, per wijk and for the stadsdeel."""
    counts = _counts(session, checkin)
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    sizes = {wijk: sum(own) for wijk, own in counts.items()}
    may = publishable(sizes, minimum_n(session))
    shown = {wijk: own if wijk in may.wijken else None for wijk, own in counts.items()}
    shown[checkin.stadsdeel_id] = total if may.total else None
    session.add_all(
        CheckInResult(checkin_id=checkin.id, area_id=area, counts=own, published_at=now)
        for area, own in shown.items()
    )
    _mix(session, checkin)


def _counts(session: Session, checkin: CheckIn) -> dict[int, list[int]]:
    """How often each answer was given, by wijk; the wijken with fewest residents first."""
    asked = (
        select(CheckInWijk.wijk_id)
        .join(Area, Area.id == CheckInWijk.wijk_id)
        .where(CheckInWijk.checkin_id == checkin.id)
        .order_by(Area.residents, Area.id)
    )
    found = {wijk: [0] * len(checkin.answers) for wijk in session.scalars(asked)}
    rows = session.execute(
        select(Answer.wijk_id, Answer.position, func.count())
        .where(Answer.checkin_id == checkin.id)
        .group_by(Answer.wijk_id, Answer.position)
    )
    for wijk, position, n in rows:
        found[wijk][position] = n
    return found


def _mix(session: Session, checkin: CheckIn) -> None:
    """Write all answers anew in one go and in no order.

    PostgreSQL keeps with each row which transaction wrote it, and rows lie in the order they
    came; until now that stood beside the same of who had answered.
    """
    session.flush()
    session.execute(
        text(
            "WITH gone AS (DELETE FROM answer WHERE checkin_id = :id RETURNING *) "
            "INSERT INTO answer (id, checkin_id, wijk_id, position, answered_on) "
            "SELECT gen_random_uuid() AS new, checkin_id, wijk_id, position, answered_on "
            "FROM gone ORDER BY new"
        ),
        {"id": checkin.id},
    )


@dataclass(frozen=True)
class Line:
    """One area's counts, or None where they cannot be shown."""

    area_id: int
    name: str
    counts: Counts | None


@dataclass(frozen=True)
class Results:
    """What may be shown of a closed check-in: the wijken by name, and the stadsdeel."""

    wijken: Sequence[Line]
    stadsdeel: Line

    def of(self, wijk_id: int | None) -> Line | None:
        """The line of one wijk, or None for a wijk that was not asked."""
        return next((line for line in self.wijken if line.area_id == wijk_id), None)


def read(session: Session, checkin: CheckIn) -> Results | None:
    """The published results, or None while there are none."""
    rows = session.execute(
        select(CheckInResult.area_id, Area.name, CheckInResult.counts)
        .join(Area, Area.id == CheckInResult.area_id)
        .where(CheckInResult.checkin_id == checkin.id)
        .order_by(Area.name)
    )
    lines = [Line(*row) for row in rows]
    whole = next((line for line in lines if line.area_id == checkin.stadsdeel_id), None)
    if whole is None:
        return None
    return Results([line for line in lines if line is not whole], whole)


def answered(session: Session, checkin_ids: Sequence[int]) -> Mapping[int, int]:
    """How many answered each of these so far."""
    rows = session.execute(
        select(Answer.checkin_id, func.count())
        .where(Answer.checkin_id.in_(checkin_ids))
        .group_by(Answer.checkin_id)
    )
    return {checkin: n for checkin, n in rows}
