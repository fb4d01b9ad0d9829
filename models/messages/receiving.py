"""Storing what came in, before it is confirmed to whoever sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.messages.inbox import InboxRow, InboxState
from models.people.finding import Caller, Known, find_or_create
from models.people.residents import Channel

WAKE = "wijkbot"


@dataclass(frozen=True)
class Received:
    """One update as it came. `caller` is None where nobody can be told from it.

    `poison` says why it can never be handled; `has_file` sends it through the files stage.
    `files` is that stage's outcome where the channel brought the file along (the web chat).
    """

    channel: Channel
    bot: str
    update_id: str
    body: bytes
    caller: Caller | None = None
    has_file: bool = False
    poison: str = ""
    files: Mapping[str, str] | None = None


def store(session: Session, batch: Sequence[Received], now: datetime) -> int:
    """Put a batch in the inbox; what was there already stays as it was. Returns how many are new.

    Safe to repeat: (channel, bot, update_id) is unique. Wakes the turns once.
    """
    if not batch:
        return 0
    people = find_or_create(session, {row.caller for row in batch if row.caller}, now)
    rows = [_row(received, people, now) for received in batch]
    added = session.execute(
        insert(InboxRow).values(rows).on_conflict_do_nothing().returning(InboxRow.id)
    ).all()
    wake(session)
    return len(added)


def wake(session: Session) -> None:
    """Tell every process that there is work, once this transaction commits."""
    session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": WAKE})


def _row(received: Received, people: Mapping[Caller, Known], now: datetime) -> dict[str, object]:
    known = people.get(received.caller) if received.caller else None
    return {
        "channel": received.channel,
        "bot": received.bot,
        "update_id": received.update_id,
        "body": received.body,
        "files": received.files,
        "address_id": known.address_id if known else None,
        "resident_id": known.resident_id if known else None,
        "state": _first_state(received, known),
        "reason": received.poison or None,
        "received_at": now,
        "done_at": now if _first_state(received, known).is_final else None,
    }


def _first_state(received: Received, known: Known | None) -> InboxState:
    if received.poison:
        return InboxState.POISON
    if known is None:
        return InboxState.DONE
    return InboxState.FILES if received.has_file else InboxState.OPEN
