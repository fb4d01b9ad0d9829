"""How the plan fares: staff move an inspanning, judge its koers, or note that a doel is bereikt.

In the same transaction the authors of what is linked to it are told. So it closes the round:
whoever said something hears what became of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from models.initiatives.history import Actor
from models.initiatives.links import Link
from models.initiatives.moves import Deed, Step
from models.initiatives.telling import Listener, listeners
from models.initiatives.telling_many import tell_many
from models.initiatives.terms import local_day
from models.messages.outgoing import MessageJson
from models.people.events import Doing, note, told
from models.people.rights import Act, NotAllowed, allowed
from models.people.staff import Changed, Staff
from models.plan.din import DinEdge, DinEntry, DinKind, EffortState, Koers, KoersMark
from models.plan.gemeente import mark_plan_changed
from models.plan.opgaven import Opgave, OpgaveDoel

# Makes the frozen message for one author.
Compose = Callable[[Listener], MessageJson]


class Overtaken(Exception):
    """Somebody else changed this entry since it was looked at."""


@dataclass(frozen=True)
class Judgement:
    """Who judges, when, and in whose name it stands on the site (`source`: no official's own)."""

    staff: Staff
    now: datetime
    source: str


def move_effort(
    session: Session,
    effort: DinEntry,
    was: EffortState | None,
    to: EffortState,
    judgement: Judgement,
    compose: Compose,
) -> int:
    """Give an inspanning another status. `was` is what the colleague saw.

    Gives how many authors are told. Raises `rights.NotAllowed`, `Overtaken`, and `ValueError`
    where nothing would change.
    """
    _check(session, effort, DinKind.INSPANNING, judgement)
    if to is was:
        raise ValueError(f"it is {to} already")
    _set(
        session,
        effort,
        DinEntry.state.is_not_distinct_from(was),
        {
            "state": to,
            "state_on": local_day(judgement.now),
            "state_source": judgement.source,
            "moved_at": judgement.now,
        },
        judgement,
    )
    return _tell_all(session, effort, judgement, compose, to.value)


def reach(
    session: Session, goal: DinEntry, on: date, judgement: Judgement, compose: Compose
) -> int:
    """Note that a doel is bereikt, since which day. Gives and raises as `move_effort` does."""
    _check(session, goal, DinKind.DOEL, judgement)
    values = {"reached_on": on, "reached_source": judgement.source, "moved_at": judgement.now}
    _set(session, goal, DinEntry.reached_on.is_(None), values, judgement)
    return _tell_all(session, goal, judgement, compose, "bereikt")


@dataclass(frozen=True)
class Mark:
    """A judgement of the koers. `after` is the newest mark that the colleague saw."""

    koers: Koers
    reason: str
    next_review_on: date | None
    after: int | None


def mark_koers(
    session: Session, entry: DinEntry, mark: Mark, judgement: Judgement, compose: Compose
) -> int:
    """Judge the koers of a doel or inspanning. Authors are told only when it differs.

    Gives and raises as `move_effort` does.
    """
    _check(session, entry, entry.kind, judgement)
    # Holds back a colleague who judges at the same moment, until we are done.
    session.refresh(entry, with_for_update=True)
    newest = newest_mark(session, entry.id)
    if (newest.id if newest else None) != mark.after:
        raise Overtaken
    row = KoersMark(
        entry_id=entry.id,
        koers=mark.koers,
        reason=mark.reason or None,
        source=judgement.source,
        by_id=judgement.staff.id,
        judged_at=judgement.now,
        next_review_on=mark.next_review_on,
    )
    session.add(row)
    judged = ("koers", "reason", "next_review_on")
    pairs = {name: (getattr(newest, name, None), getattr(row, name)) for name in judged}
    _note(session, entry, pairs, judgement)
    mark_plan_changed(session)
    if newest is not None and newest.koers is mark.koers:
        return 0
    return _tell_all(session, entry, judgement, compose, mark.koers.value)


def newest_mark(session: Session, entry_id: int) -> KoersMark | None:
    """The judgement that holds."""
    return session.scalars(
        select(KoersMark)
        .where(KoersMark.entry_id == entry_id)
        .order_by(KoersMark.judged_at.desc(), KoersMark.id.desc())
        .limit(1)
    ).first()


def stadsdelen_of_entry(session: Session, entry_id: int) -> frozenset[int]:
    """The stadsdelen of the opgaven that an entry serves, as a doel of theirs or under one."""
    served = select(DinEdge.to_id).where(DinEdge.from_id == entry_id)
    return frozenset(
        session.scalars(
            select(Opgave.stadsdeel_id)
            .join(OpgaveDoel, OpgaveDoel.opgave_id == Opgave.id)
            .where(or_(OpgaveDoel.doel_id == entry_id, OpgaveDoel.doel_id.in_(served)))
        )
    )


def may_judge(session: Session, staff: Staff, entry: DinEntry) -> bool:
    """Whether a colleague may say how this fares: it serves an opgave of a stadsdeel of theirs."""
    return _is_allowed(staff, stadsdelen_of_entry(session, entry.id))


def audience(session: Session, entry: DinEntry) -> list[Listener]:
    """Who hears when this entry moves: each author once, only who can be reached.

    They brought in something that is linked to it. A doel is also served by what is linked to
    an inspanning under it, and by what is linked to its opgave as a whole.
    """
    linked = [Link.entry_id == entry.id]
    if entry.kind is DinKind.DOEL:
        under = select(DinEdge.from_id).where(DinEdge.to_id == entry.id)
        opgaven = select(OpgaveDoel.opgave_id).where(OpgaveDoel.doel_id == entry.id)
        linked += [
            Link.entry_id.in_(under),
            and_(Link.entry_id.is_(None), Link.opgave_id.in_(opgaven)),
        ]
    ids = session.scalars(select(Link.contribution_id).where(or_(*linked)).distinct()).all()
    return listeners(session, ids)


def _check(session: Session, entry: DinEntry, kind: DinKind, judgement: Judgement) -> None:
    if entry.kind is not kind or kind is DinKind.MIDDEL:
        raise ValueError(f"a {entry.kind} has no such status")
    where = stadsdelen_of_entry(session, entry.id)
    if not _is_allowed(judgement.staff, where):
        raise NotAllowed(judgement.staff, Act.PROGRESS, next(iter(where), None))


def _is_allowed(staff: Staff, stadsdelen: Iterable[int]) -> bool:
    return any(allowed(staff, Act.PROGRESS, stadsdeel_id) for stadsdeel_id in stadsdelen)


def _set(
    session: Session, entry: DinEntry, still: Any, values: dict[str, Any], judgement: Judgement
) -> None:
    session.refresh(entry, with_for_update=True)
    before = {name: getattr(entry, name) for name in values if name != "moved_at"}
    changed = session.execute(
        update(DinEntry)
        .where(DinEntry.id == entry.id, still)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], changed).rowcount != 1:
        raise Overtaken
    session.refresh(entry)
    _note(session, entry, {name: (was, values[name]) for name, was in before.items()}, judgement)
    mark_plan_changed(session)


def _note(session: Session, entry: DinEntry, pairs: Changed, judgement: Judgement) -> None:
    doing = Doing(judgement.staff.id, judgement.now)
    note(session, doing, "judged entry", f"din {entry.id}", told(pairs), entry.title)


def _tell_all(
    session: Session, entry: DinEntry, judgement: Judgement, compose: Compose, became: str
) -> int:
    reason = f"{entry.title}: {became}"
    step = Step(Deed.PROGRESS, Actor.STAFF, 0, judgement.now, judgement.staff.id, reason=reason)
    return tell_many(session, audience(session, entry), step, compose)
