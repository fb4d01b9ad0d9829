"""Linking a contribution to the plan: to an opgave, and there perhaps to one doel or inspanning.

From then on its author hears when that entry moves (`models.plan.progress`).
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.initiatives.links import Link
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, NotThere, write
from models.initiatives.telling import tell
from models.plan.cycles import Cycle, CycleState
from models.plan.din import DinKind, Weight
from models.plan.gemeente import mark_plan_changed
from models.plan.opgaven import Opgave
from models.plan.serving import entries_of


@dataclass(frozen=True)
class Subject:
    """What a contribution can be linked to. Without an entry it is the opgave as a whole."""

    opgave_id: int
    opgave: str
    entry_id: int | None = None
    entry: str = ""
    kind: DinKind | None = None


class AlreadyLinked(Exception):
    """The contribution has this link already."""


def subjects(session: Session, stadsdeel_id: int) -> list[list[Subject]]:
    """What contributions of a stadsdeel can be linked to: one list per opgave, itself first.

    Opgaven of cycles that are not over; two queries, however many opgaven there are.
    """
    opgaven = session.execute(
        select(Opgave.id, Opgave.title)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Opgave.stadsdeel_id == stadsdeel_id, Cycle.state != CycleState.CLOSED)
        .order_by(Cycle.starts_on, Opgave.title, Opgave.id)
    ).all()
    entries = entries_of(session, [opgave_id for opgave_id, _ in opgaven])
    return [
        [Subject(opgave_id, title)]
        + [
            Subject(opgave_id, title, entry.id, entry.title, entry.kind)
            for entry in entries.get(opgave_id, ())
        ]
        for opgave_id, title in opgaven
    ]


def find_subject(
    session: Session, stadsdeel_id: int, opgave_id: int, entry_id: int | None
) -> Subject | None:
    """The subject with these ids, if contributions of this stadsdeel can be linked to it."""
    for group in subjects(session, stadsdeel_id):
        for subject in group:
            if (subject.opgave_id, subject.entry_id) == (opgave_id, entry_id):
                return subject
    return None


def must_be_new(session: Session, contribution: Contribution, subject: Subject) -> None:
    """Raises `AlreadyLinked`: before anybody reads a message about it."""
    found = select(Link.id).where(
        Link.contribution_id == contribution.id,
        Link.opgave_id == subject.opgave_id,
        Link.entry_id.is_not_distinct_from(subject.entry_id),
    )
    if session.scalar(found) is not None:
        raise AlreadyLinked


def link(
    session: Session,
    contribution: Contribution,
    decision: Decision,
    subject: Subject,
    weight: Weight,
    note: str,
) -> bool:
    """Link it, and tell its author. Raises `rights.NotAllowed` and `AlreadyLinked`."""
    check_right(contribution, decision, Deed.LINKED)
    added = session.execute(
        insert(Link)
        .values(
            contribution_id=contribution.id,
            opgave_id=subject.opgave_id,
            entry_id=subject.entry_id,
            weight=weight,
            note=note or None,
            staff_id=decision.staff.id,
            linked_at=decision.now,
        )
        .on_conflict_do_nothing()
        .returning(Link.id)
    )
    if added.first() is None:
        raise AlreadyLinked
    mark_plan_changed(session)
    title = f"{subject.opgave}: {subject.entry}" if subject.entry else subject.opgave
    row = write(session, contribution, decision.step(Deed.LINKED, reason=title, note=note or None))
    return tell(session, contribution, row, decision.message, decision.now)


def unlink(session: Session, contribution: Contribution, decision: Decision, link_id: int) -> bool:
    """Take a link away; nobody is told. Raises `rights.NotAllowed`, `NotThere`."""
    check_right(contribution, decision, Deed.UNLINKED)
    found = session.get(Link, link_id, with_for_update=True)
    if found is None or found.contribution_id != contribution.id:
        raise NotThere("no such link")
    title = session.scalar(select(Opgave.title).where(Opgave.id == found.opgave_id))
    session.delete(found)
    mark_plan_changed(session)
    write(session, contribution, decision.step(Deed.UNLINKED, reason=title))
    return False
