"""The owner of an initiative and who want to help: a digest, and names when both agree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.asking.hours import is_quiet
from models.initiatives import follow_news
from models.initiatives.contributions import Initiative
from models.initiatives.published import is_published
from models.initiatives.supporting import Support, SupportKind, Unknown, stays_as
from models.messages.outbox import Lane
from models.messages.sending import Letter, Terms, enqueue, enqueue_all, reachable_each
from models.people.residents import Address, Resident

SLICE = 100


@dataclass(frozen=True)
class Helpers:
    """How many offered hands. `names` of who are met; `waiting` left a name for the owner."""

    ref: str
    n: int
    names: Sequence[str]
    waiting: int
    own_name: str


def helpers(session: Session, resident: Resident, ref: str) -> Helpers:
    """Who help with an initiative of this resident. Raises `Unknown` for any other."""
    initiative = _own(session, resident, ref)
    offers = _offers(session, initiative)
    return Helpers(
        ref=initiative.ref,
        n=len({offer.address_id for offer in offers}),
        names=[offer.name for offer in offers if offer.name and offer.met_at],
        waiting=sum(1 for offer in offers if offer.name and not offer.met_at),
        own_name=initiative.name or "",
    )


def meet(session: Session, resident: Resident, ref: str, name: str, now: datetime) -> Helpers:
    """The owner agrees: they know the names of who left one, and these know theirs.

    Each of those helpers is told. Raises `Unknown`.
    """
    initiative = _own(session, resident, ref)
    title = initiative.public_title or ""
    for offer in _offers(session, initiative):
        if offer.name and offer.met_at is None:
            offer.met_at = now
            address = session.get_one(Address, offer.address_id)
            helper = session.get_one(Resident, address.resident_id)
            if not helper.muted and helper.erased_at is None:
                dedupe = f"met:{initiative.id}:{address.id}"
                terms = Terms(Lane.SERVICE, contribution_id=initiative.id)
                body = follow_news.met(initiative.ref, title, name)
                enqueue(session, address, body, dedupe=dedupe, now=now, terms=terms)
    session.flush()
    return helpers(session, resident, ref)


def tell_owners(session: Session, now: datetime) -> int:
    """Tell owners how many new helpers there are, each initiative once a run. Gives how many.

    A job runs this once a day; at night nobody is told, and it waits for the next day.
    """
    if is_quiet(now):
        return 0
    due = _untold(session)
    chats = reachable_each(session, [(one.resident_id, one.address_id) for one, _ in due])
    letters = [
        _to_owner(initiative, chat, n, now)
        for initiative, n in due
        if (chat := chats.get((initiative.resident_id, initiative.address_id)))
    ]
    enqueue_all(session, letters, now)
    _mark_told(session, [initiative.id for initiative, _ in due], now)
    return len(due)


def _untold(session: Session) -> Sequence[tuple[Initiative, int]]:
    """Initiatives with hands of which the owner did not hear, and how many those are."""
    stays = stays_as().label("stays")
    new = (
        select(stays, func.count(Support.address_id.distinct()).label("n"))
        .join(Initiative, Initiative.id == Support.contribution_id)
        .where(Support.kind == SupportKind.HANDS, Support.told_at.is_(None))
        .group_by(stays)
        .order_by(stays)
        .limit(SLICE)
        .subquery()
    )
    found = session.execute(
        select(Initiative, new.c.n).join(new, Initiative.id == new.c.stays).order_by(Initiative.id)
    )
    return [(row.Initiative, row.n) for row in found]


def _to_owner(initiative: Initiative, chat: Address, n: int, now: datetime) -> Letter:
    """In the lane that rests at night: what the evening left must wait for the morning too."""
    body = follow_news.helpers(initiative.ref, initiative.public_title or "", n)
    terms = Terms(Lane.BULK, contribution_id=initiative.id)
    return Letter(chat, body, f"helpers:{initiative.id}:{now.isoformat()}", terms)


def _mark_told(session: Session, initiative_ids: Collection[int], now: datetime) -> None:
    """Also what was offered to what was merged into these."""
    ids = select(Initiative.id).where(stays_as().in_(initiative_ids))
    session.execute(
        update(Support)
        .where(Support.kind == SupportKind.HANDS, Support.told_at.is_(None))
        .where(Support.contribution_id.in_(ids))
        .values(told_at=now)
        .execution_options(synchronize_session=False)
    )


def _own(session: Session, resident: Resident, ref: str) -> Initiative:
    mine = session.scalars(
        select(Initiative).where(
            Initiative.ref == ref.upper(), Initiative.resident_id == resident.id, is_published()
        )
    ).first()
    if mine is None:
        raise Unknown
    return mine


def _offers(session: Session, initiative: Initiative) -> Sequence[Support]:
    """All hands, also of what was merged into it, the first first."""
    ids = select(Initiative.id).where(stays_as() == initiative.id)
    return session.scalars(
        select(Support)
        .where(Support.kind == SupportKind.HANDS, Support.contribution_id.in_(ids))
        .order_by(Support.given_at, Support.address_id)
    ).all()
