"""Short ways to fill the way of a message in tests: what came in, and what was said to it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy.orm import Session

from models.initiatives.terms import local_day
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.tally import MessageTally
from models.people.residents import Address, Channel
from tests.builders import NOW

Stored = TypeVar("Stored", InboxRow, OutMessage)

_numbers = count(1)


def heard(
    session: Session,
    address: Address,
    state: InboxState = InboxState.DONE,
    *,
    at: datetime = NOW,
    **fields: object,
) -> InboxRow:
    """An update of this person, which came in at `at`."""
    row = InboxRow(
        channel=address.channel,
        bot=address.bot,
        update_id=f"heard {next(_numbers)}",
        address_id=address.id,
        resident_id=address.resident_id,
        state=state,
        received_at=at,
    )
    return _stored(session, row, fields)


def said(
    session: Session,
    address: Address,
    dedupe: str,
    state: OutState = OutState.SENT,
    *,
    at: datetime = NOW,
    **fields: object,
) -> OutMessage:
    """A message to this person, which came to this state at `at`."""
    final = state not in (OutState.QUEUED, OutState.SENDING)
    row = OutMessage(
        address_id=address.id,
        bot=address.bot,
        lane=Lane.TALK,
        dedupe=dedupe,
        body={"says": []},
        state=state,
        created_at=at,
        done_at=at if final else None,
    )
    return _stored(session, row, fields)


def answered(
    session: Session,
    address: Address,
    seconds: float,
    state: OutState = OutState.SENT,
    *,
    at: datetime = NOW,
) -> InboxRow:
    """An update and its first reply, so many seconds later."""
    row = heard(session, address, at=at)
    said(session, address, f"in:{row.id}:0", state, at=at + timedelta(seconds=seconds))
    return row


def a_day_of(
    session: Session, day: datetime, answered: int, in_1s: int, in_10s: int, missed: int = 0
) -> None:
    """The tally of that day here on which so many were answered."""
    session.add(
        MessageTally(
            began_at=datetime.combine(local_day(day), time(11), UTC),
            channel=Channel.WEB,
            sent=answered,
            failed=0,
            unknown=missed,
            expired=0,
            answered=answered,
            in_1s=in_1s,
            in_10s=in_10s,
            missed=missed,
        )
    )
    session.flush()


def _stored(session: Session, row: Stored, fields: Mapping[str, object]) -> Stored:
    for name, value in fields.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row
