"""Ending the talk on one device: what was said there goes, what was handed in stays.

It is less than `/verwijder` (`erasing`), which is about a person and all that they brought in.
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from models.initiatives.photos import Photo
from models.messages.conversations import Conversation
from models.messages.inbox import UNFINISHED, InboxRow, InboxState, Quiet
from models.messages.outbox import OutMessage
from models.people.residents import Address, Resident


def leave_device(session: Session, address: Address, now: datetime) -> None:
    """Close this address and empty its talk, so that the device's key opens nothing any more.

    Contributions stay, with the name that they had; their author is not reached here again.
    Locks the resident first, as a turn does, so that no turn writes behind our back.
    """
    session.execute(
        select(Resident.id)
        .where(Resident.id == address.resident_id)
        .with_for_update(key_share=True)
    )
    _empty_talk(session, address.id, now)
    address.closed_at, address.closed_reason = now, "left"
    # Nobody has this key, so whoever kept a copy of the old one is a stranger.
    address.lookup, address.external_id = secrets.token_bytes(32), None
    session.flush()
    _drop_drafts(session, address.resident_id)


def _empty_talk(session: Session, address_id: int, now: datetime) -> None:
    session.execute(delete(Conversation).where(Conversation.address_id == address_id))
    said = update(InboxRow).where(InboxRow.address_id == address_id)
    told = update(OutMessage).where(OutMessage.address_id == address_id)
    unheard = {"state": InboxState.DONE, "done_at": now, "reason": Quiet.LEFT}
    for change in (
        said.where(InboxRow.state.in_(UNFINISHED)).values(unheard),
        said.values(body=None, files=None),
        told.values(body=None),
    ):
        session.execute(change.execution_options(synchronize_session=False))


def _drop_drafts(session: Session, resident_id: int) -> None:
    """Photos of an idea that was never handed in, unless another chat may still do so."""
    elsewhere = exists().where(Address.resident_id == resident_id, Address.closed_at.is_(None))
    session.execute(
        delete(Photo).where(
            Photo.resident_id == resident_id, Photo.contribution_id.is_(None), ~elsewhere
        )
    )
