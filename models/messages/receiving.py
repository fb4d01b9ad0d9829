"""Storing what came in, before it is confirmed to whoever sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import Executable, String, func, select
from sqlalchemy.orm import Session

from models.bulk import Columns, given, insert_rows, run
from models.messages.inbox import InboxRow, InboxState
from models.people.finding import Caller, Known, find_or_create
from models.people.residents import Channel

WAKE = "wijkbot"


class Work(StrEnum):
    """What there is to do: words that wait for their turn, or messages that wait to be sent."""

    WORDS = "words"
    MESSAGES = "messages"


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
    # In the order in which they came, since a person's turns are taken by id.
    columns = _columns(batch, people, now)
    added = run(session, _new(tuple(columns)), **columns, received_at=now)
    wake(session, Work.WORDS)
    return len(added)


@cache
def _new(columns: tuple[str, ...]) -> Executable:
    rows = insert_rows(InboxRow, columns, ["received_at"])
    return rows.on_conflict_do_nothing().returning(InboxRow.id)


def _columns(batch: Sequence[Received], people: Mapping[Caller, Known], now: datetime) -> Columns:
    known = [people[one.caller] if one.caller else None for one in batch]
    states = [_first_state(one, who) for one, who in zip(batch, known, strict=True)]
    return {
        "channel": [one.channel for one in batch],
        "bot": [one.bot for one in batch],
        "update_id": [one.update_id for one in batch],
        "body": [one.body for one in batch],
        "files": [one.files for one in batch],
        "address_id": [who and who.address_id for who in known],
        "resident_id": [who and who.resident_id for who in known],
        "state": states,
        "reason": [one.poison or None for one in batch],
        "done_at": [now if state.is_final else None for state in states],
    }


def wake(session: Session, work: Work) -> None:
    """Tell every process that there is such work, once this transaction commits."""
    run(session, _NOTIFY, work=work)


_NOTIFY = select(func.pg_notify(WAKE, given("work", String())))


def _first_state(received: Received, known: Known | None) -> InboxState:
    if received.poison:
        return InboxState.POISON
    if known is None:
        return InboxState.DONE
    return InboxState.FILES if received.has_file else InboxState.OPEN
