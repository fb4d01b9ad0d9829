""" "Loopt het nog?": asked four weeks after placing, and four weeks into each next phase.

The answer stands in the history, where the wijkmanager reads it; who needs help is shown as such.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, and_, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.asking import room
from models.asking.hours import is_quiet
from models.base import Base, BigId
from models.initiatives import follow_news
from models.initiatives.contributions import Initiative
from models.initiatives.history import Actor
from models.initiatives.lifecycles import Realisation
from models.initiatives.moves import Deed, Step, write
from models.initiatives.published import is_published
from models.messages.outbox import Lane
from models.messages.sending import Letter, Terms, enqueue_all, reachable_each
from models.people.residents import Address, Resident
from models.plan.gemeente import mark_plan_changed

AFTER = timedelta(weeks=4)
# Who did not answer within this is not waited for, and may be asked something else.
OPEN = timedelta(weeks=2)
SLICE = 100
# In these phases there is something that can run. What ended is not asked after.
PHASES = (
    Realisation.EXPLORING,
    Realisation.FEASIBLE,
    Realisation.RUNNING,
    Realisation.REALISED,
)


class How(StrEnum):
    """What an author may say of it. `NO_MORE`: do not ask again about this one."""

    YES = "ja"
    NO = "nee"
    HELP = "hulp"
    NO_MORE = "stop"


class FollowUp(Base):
    """One time that we asked how an initiative fares, in one phase, and the answer."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("contribution_id", "phase"),)

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    phase: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    answer: Mapped[How | None]
    answered_at: Mapped[datetime | None]


class NotAsked(Exception):
    """This resident has no initiative with this reference of which anything is asked."""


def ask_due(session: Session, now: datetime) -> int:
    """Ask the authors of a slice of initiatives. Gives how many it looked at.

    At most one question is open per person, and only who has room for it this week is asked;
    the others are asked on a later day.
    """
    if is_quiet(now):
        return 0
    due = _due(session, now)
    chats = reachable_each(session, [(one.resident_id, one.address_id) for one in due])
    asked: dict[int, Letter] = {}
    for initiative in due:
        address = chats.get((initiative.resident_id, initiative.address_id))
        if address is not None and address.resident_id not in asked:
            asked[address.resident_id] = _ask(session, initiative, address, now)
    session.flush()
    enqueue_all(session, list(asked.values()), now)
    room.spoke(session, asked, now)
    return len(asked)


def _due(session: Session, now: datetime) -> Sequence[Initiative]:
    earlier = select(FollowUp).join(Initiative, Initiative.id == FollowUp.contribution_id)
    this_phase = exists().where(
        FollowUp.contribution_id == Initiative.id, FollowUp.phase == Initiative.realisation
    )
    no_more = exists().where(
        FollowUp.contribution_id == Initiative.id, FollowUp.answer == How.NO_MORE
    )
    waits = (
        earlier.where(Initiative.resident_id == Resident.id, FollowUp.answer.is_(None))
        .where(FollowUp.asked_at > now - OPEN)
        .correlate(Resident)
        .exists()
    )
    has_chat = exists().where(Address.resident_id == Resident.id, Address.closed_at.is_(None))
    listens = and_(Resident.muted.is_(False), Resident.erased_at.is_(None), has_chat)
    return session.scalars(
        select(Initiative)
        .join(Resident, Resident.id == Initiative.resident_id)
        .where(is_published(), Initiative.realisation.in_(PHASES), ~this_phase, ~no_more, ~waits)
        .where(Initiative.realisation_changed_at <= now - AFTER, listens, room.has_room(now))
        .order_by(Initiative.realisation_changed_at, Initiative.id)
        .limit(SLICE)
    ).all()


def _ask(session: Session, initiative: Initiative, address: Address, now: datetime) -> Letter:
    """In the lane that rests at night, since nobody asked for it."""
    phase = str(initiative.realisation)
    session.add(FollowUp(contribution_id=initiative.id, phase=phase, asked_at=now))
    body = follow_news.how_is_it(initiative.ref, initiative.public_title or "")
    terms = Terms(Lane.BULK, expires_at=now + OPEN, contribution_id=initiative.id)
    return Letter(address, body, f"how:{initiative.id}:{phase}", terms)


def answer(session: Session, resident: Resident, ref: str, how: How, now: datetime) -> None:
    """Say how it fares; saying it again changes the answer. Raises `NotAsked`."""
    initiative, asked = _asked(session, resident, ref)
    if asked.answer is how:
        return
    asked.answer, asked.answered_at = how, now
    if how in (How.YES, How.HELP):
        initiative.help_asked = how is How.HELP
        mark_plan_changed(session)
    _write(session, initiative, now, reason=how.value)


def tell_more(session: Session, resident: Resident, ref: str, text: str, now: datetime) -> None:
    """Something beside the answer, for the wijkmanager. Raises `NotAsked`."""
    initiative, _ = _asked(session, resident, ref)
    _write(session, initiative, now, words=text)


def _asked(session: Session, resident: Resident, ref: str) -> tuple[Initiative, FollowUp]:
    row = session.execute(
        select(Initiative, FollowUp)
        .join(FollowUp, FollowUp.contribution_id == Initiative.id)
        .where(Initiative.ref == ref.upper(), Initiative.resident_id == resident.id)
        .where(is_published())
        .order_by(FollowUp.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotAsked
    return row.Initiative, row.FollowUp


def _write(
    session: Session,
    initiative: Initiative,
    now: datetime,
    reason: str | None = None,
    words: str | None = None,
) -> None:
    step = Step(
        Deed.FOLLOWED_UP, Actor.RESIDENT, initiative.version, now, reason=reason, words=words
    )
    write(session, initiative, step)
