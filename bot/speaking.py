"""What a turn says, on its way into the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bot.dialogue.replies import Reply, reply_to_json
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import MessageJson, message, say
from models.messages.receiving import wake
from models.messages.sending import READ_CHANNELS
from models.people.residents import Address


@dataclass(frozen=True)
class Said:
    """One message to one address. `dedupe` names the inbox row and its place among replies."""

    address_id: int
    dedupe: str
    body: MessageJson


def to_message(reply: Reply, turn: int) -> MessageJson:
    """A reply of the dialogue in the shape of the outbox. `turn` numbers its question."""
    json = reply_to_json(reply)
    return {
        "says": json["says"],
        "choices": json["rows"] or json["buttons"],
        "layout": "rows" if json["rows"] else "buttons",
        "turn": turn,
        "ask_place": json["ask_place"],
        "ask_photo": json["ask_photo"],
        "photos": json["photos"],
        "place": json["place"],
    }


def broken(inbox_id: int, address_id: int) -> Said:
    """What a person hears when their words were set aside: sorry, and how to go on."""
    return Said(address_id, f"in:{inbox_id}:broken", message([say("house.broken")]))


def group_sorry(inbox_id: int, address_id: int, phone: str) -> Said:
    """We talk with one person at a time; say so in the group, and leave."""
    body = message([say("unsupported.group", phone=phone)])
    body["leave"] = True
    return Said(address_id, f"in:{inbox_id}:group", body)


def write_all(session: Session, said: Sequence[Said], now: datetime) -> None:
    """Put a batch of messages in the outbox in one statement. Repeating adds nothing."""
    open_addresses = _open_addresses(session, {one.address_id for one in said})
    rows = [
        _row(one, open_addresses[one.address_id], now)
        for one in said
        if one.address_id in open_addresses
    ]
    if rows:
        session.execute(insert(OutMessage).values(rows).on_conflict_do_nothing())
        wake(session)


def _open_addresses(session: Session, ids: set[int]) -> Mapping[int, Address]:
    found = session.scalars(select(Address).where(Address.id.in_(ids))) if ids else ()
    return {address.id: address for address in found if address.closed_at is None}


def _row(one: Said, address: Address, now: datetime) -> dict[str, object]:
    read = address.channel in READ_CHANNELS
    return {
        "address_id": address.id,
        "bot": address.bot,
        "lane": Lane.TALK,
        "dedupe": one.dedupe,
        "body": one.body,
        "state": OutState.SENT if read else OutState.QUEUED,
        "created_at": now,
        "done_at": now if read else None,
    }
