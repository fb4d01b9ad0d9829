"""Forgetting somebody by the address that they tell us, as `/verwijder` does in the chat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.initiatives.erasing import erase
from models.initiatives.lifecycles import Moderation
from models.keys import lookup
from models.messages.inbox import InboxRow
from models.messages.outbox import OutMessage
from models.operations.refusing import OperationError
from models.people.residents import Address, Channel, Resident

CHANNELS = (Channel.TELEGRAM, Channel.WEB, Channel.CONSOLE, Channel.LETTER, Channel.PHONE)


@dataclass(frozen=True)
class Forgotten:
    """What was done: `stays` are contributions on the website, now without a name or a way back."""

    chats: int
    heard: int
    said: int
    goes: int
    stays: int


def forget(session: Session, address: str, now: datetime) -> Forgotten:
    """Erase the resident behind "telegram:12345". Raises OperationError when there is none."""
    resident = session.scalars(
        select(Resident)
        .where(Resident.id == _whose(session, address), Resident.erased_at.is_(None))
        # As a turn locks it, so that no turn writes behind our back.
        .with_for_update(key_share=True)
    ).first()
    if resident is None:
        raise OperationError("forget.unknown")
    done = _reckon(session, resident.id)
    erase(session, resident, now)
    return done


def _whose(session: Session, address: str) -> int:
    channel, _, external_id = address.partition(":")
    if channel not in CHANNELS or not external_id:
        raise OperationError("forget.form", channels=", ".join(CHANNELS))
    # A bot that was replaced left addresses of its own.
    bots = session.scalars(select(Address.bot).where(Address.channel == channel).distinct())
    keys = [lookup(channel, bot, external_id) for bot in bots]
    found = session.scalars(select(Address.resident_id).where(Address.lookup.in_(keys))).first()
    if found is None:
        raise OperationError("forget.unknown")
    return found


def _reckon(session: Session, resident_id: int) -> Forgotten:
    chats = session.scalars(select(Address.id).where(Address.resident_id == resident_id)).all()
    placed = Contribution.status == Moderation.PLACED
    mine = Contribution.resident_id == resident_id
    return Forgotten(
        chats=len(chats),
        heard=_count(session, InboxRow.resident_id == resident_id, InboxRow.body.is_not(None)),
        said=_count(session, OutMessage.address_id.in_(chats), OutMessage.body.is_not(None)),
        goes=_count(session, mine, ~placed),
        stays=_count(session, mine, placed),
    )


def _count(session: Session, *which: object) -> int:
    return session.scalar(select(func.count()).where(*which)) or 0  # type: ignore[arg-type]
