"""An opgave that was voorgelegd is vastgesteld, and whoever answered hears it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking.recognising import Recognition
from models.initiatives.terms import local_day
from models.messages.outbox import Lane
from models.messages.outgoing import MessageJson, choice, message, say
from models.messages.sending import Letter, Terms, enqueue_all
from models.people.events import Doing, changes_of, note
from models.people.residents import Address, Resident
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.cycles import Cycle
from models.plan.gemeente import mark_plan_changed
from models.plan.opgaven import Opgave, OpgaveState
from models.plan.reading_opgaven import now_or_next


class NotProposed(Exception):
    """It is not voorgelegd (any more), or not in a stadsdeel of this colleague."""


def adopt(session: Session, staff: Staff, slug: str, now: datetime) -> int:
    """From now on it is what the gemeente works on. Gives how many are told.

    What residents said goes on standing beside it for staff. Raises NotProposed, also for the
    second of two who do it at once.
    """
    opgave = session.scalars(
        select(Opgave)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Opgave.slug == slug, Opgave.state == OpgaveState.PROPOSED, now_or_next())
        .where(within(Opgave.stadsdeel_id, staff, Act.PROGRESS))
        .with_for_update(of=Opgave)
    ).first()
    if opgave is None:
        raise NotProposed
    opgave.state, opgave.state_changed_on = OpgaveState.ADOPTED, local_day(now)
    changed = changes_of(opgave)
    note(session, Doing(staff.id, now), "adopted opgave", f"opgave {slug}", changed)
    mark_plan_changed(session)
    letters = [_letter(chat, opgave) for chat in _answered(session, opgave)]
    session.flush()
    enqueue_all(session, letters, now)
    return len(letters)


def _answered(session: Session, opgave: Opgave) -> Sequence[Address]:
    """The chats that answered, and still want to hear from us."""
    return session.scalars(
        select(Address)
        .join(Recognition, Recognition.address_id == Address.id)
        .join(Resident, Resident.id == Address.resident_id)
        .where(Recognition.opgave_id == opgave.id, Address.closed_at.is_(None))
        .where(Resident.muted.is_(False), Resident.erased_at.is_(None))
        .order_by(Address.id)
    ).all()


def _letter(chat: Address, opgave: Opgave) -> Letter:
    """In the lane that makes no sound and rests at night: nobody waits for it."""
    return Letter(chat, _told(opgave), f"adopted:{opgave.id}", Terms(Lane.BULK))


def _told(opgave: Opgave) -> MessageJson:
    says = [say("adopted.told", opgave=opgave.title), say("adopted.thanks")]
    return message(says, [choice(f"/opgave {opgave.slug}", say("button.more_about"))])
