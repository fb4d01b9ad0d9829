"""What the panel shows of check-ins and reminders. A fixed number of queries per list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from models.asking import reaching, results
from models.asking.campaigns import Campaign, Occurrence, OccurrenceState
from models.asking.checkins import CheckIn, CheckInWijk
from models.messages.outbox import OutMessage, OutState
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.cycles import Cycle, CycleState
from models.plan.help import Moment
from models.plan.opgaven import Opgave, OpgaveState

MOST = 100
# How long a reminder that is over stays in the list.
LOOK_BACK = timedelta(days=366)
STILL_TO_GO = (OccurrenceState.PLANNED, OccurrenceState.RUNNING)


@dataclass(frozen=True)
class CheckInLine:
    """A check-in with its opgave, its wijken by name, and how many answered so far."""

    checkin: CheckIn
    opgave: str
    stadsdeel: str
    wijken: Sequence[str]
    answered: int


def check_ins(session: Session, staff: Staff) -> Sequence[CheckInLine]:
    """The check-ins of a colleague's stadsdelen: open ones first, then the newest."""
    newest = _check_ins(staff).order_by(CheckIn.closed_at.is_not(None), CheckIn.id.desc())
    return _lines(session, newest.limit(MOST))


def check_in(session: Session, staff: Staff, id_: int) -> CheckInLine | None:
    """One of them, or None."""
    found = _lines(session, _check_ins(staff).where(CheckIn.id == id_))
    return found[0] if found else None


def _check_ins(staff: Staff) -> Select[CheckIn, str, str]:
    return (
        select(CheckIn, Opgave.title, Area.name)
        .join(Opgave, Opgave.id == CheckIn.opgave_id)
        .join(Area, Area.id == CheckIn.stadsdeel_id)
        .where(within(CheckIn.stadsdeel_id, staff, Act.SEE_CHECK_INS))
    )


def _lines(session: Session, which: Select[CheckIn, str, str]) -> list[CheckInLine]:
    rows = session.execute(which).all()
    ids = [checkin.id for checkin, *_ in rows]
    wijken, answered = _wijken(session, ids), results.answered(session, ids)
    return [
        CheckInLine(checkin, opgave, stadsdeel, wijken[checkin.id], answered.get(checkin.id, 0))
        for checkin, opgave, stadsdeel in rows
    ]


def _wijken(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    rows = session.execute(
        select(CheckInWijk.checkin_id, Area.name)
        .join(Area, Area.id == CheckInWijk.wijk_id)
        .where(CheckInWijk.checkin_id.in_(ids))
        .order_by(Area.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for checkin_id, name in rows:
        found[checkin_id].append(name)
    return found


@dataclass(frozen=True)
class Askable:
    """An opgave about which may be asked; `is_open` while a check-in of it is open."""

    opgave: Opgave
    stadsdeel: str
    is_open: bool


def askable(session: Session, staff: Staff) -> Sequence[Askable]:
    """The opgaven of the present cycle where a colleague may ask. Not what is still written."""
    rows = session.execute(_askable(staff).order_by(Area.name, Opgave.title, Opgave.id))
    return [Askable(*row) for row in rows]


def find_askable(session: Session, staff: Staff, slug: str) -> Askable | None:
    """One of them by its slug, or None."""
    row = session.execute(_askable(staff).where(Opgave.slug == slug)).first()
    return Askable(*row) if row else None


def _askable(staff: Staff) -> Select[Opgave, str, bool]:
    is_open = exists().where(CheckIn.opgave_id == Opgave.id, CheckIn.closed_at.is_(None))
    return (
        select(Opgave, Area.name, is_open)
        .join(Area, Area.id == Opgave.stadsdeel_id)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(within(Opgave.stadsdeel_id, staff, Act.CHECK_IN))
        .where(Cycle.state == CycleState.CURRENT, Opgave.state != OpgaveState.PREPARING)
    )


@dataclass(frozen=True)
class OccurrenceLine:
    """A reminder: what it is about, how many would get it now, and how its messages fared."""

    occurrence: Occurrence
    campaign: Campaign
    moment: str
    reach: int
    counts: Mapping[OutState, int]

    @property
    def is_to_go(self) -> bool:
        """Whether it can still be stopped."""
        return self.occurrence.state in STILL_TO_GO

    @property
    def waiting(self) -> int:
        """How many messages are in the outbox or on the wire."""
        return self.counts.get(OutState.QUEUED, 0) + self.counts.get(OutState.SENDING, 0)


def occurrences(session: Session, now: datetime) -> Sequence[OccurrenceLine]:
    """The reminders of the coming year and the past one, by when they are due."""
    rows = select(Occurrence.id).where(Occurrence.due_at > now - LOOK_BACK)
    return _occurrences(session, session.scalars(rows).all())


def occurrence(session: Session, id_: int) -> OccurrenceLine | None:
    """One of them, or None."""
    return next(iter(_occurrences(session, [id_])), None)


def _occurrences(session: Session, ids: Sequence[int]) -> Sequence[OccurrenceLine]:
    rows = session.execute(
        select(Occurrence, Campaign, func.coalesce(Moment.name, Campaign.slug))
        .join(Campaign, Campaign.id == Occurrence.campaign_id)
        .outerjoin(Moment, Moment.slug == Campaign.moment)
        .where(Occurrence.id.in_(ids))
        .order_by(Occurrence.due_at, Occurrence.id)
    ).all()
    kinds = {campaign.opt_in for _, campaign, _ in rows}
    reach = {kind: reaching.count(session, reaching.agreed(kind)) for kind in kinds}
    counts = _counts(session, ids)
    return [
        OccurrenceLine(row, campaign, moment, reach[campaign.opt_in], counts[row.id])
        for row, campaign, moment in rows
    ]


def _counts(session: Session, ids: Sequence[int]) -> Mapping[int, Mapping[OutState, int]]:
    rows = session.execute(
        select(OutMessage.occurrence_id, OutMessage.state, func.count())
        .where(OutMessage.occurrence_id.in_(ids))
        .group_by(OutMessage.occurrence_id, OutMessage.state)
    )
    found: dict[int | None, dict[OutState, int]] = defaultdict(dict)
    for occurrence_id, state, n in rows:
        found[occurrence_id][state] = n
    return {id_: found[id_] for id_ in ids}
