"""A talk as its own channel shows it: what a person said and what we said, in order of time.

Only the web chat reads this: other channels keep the talk on the person's own phone. Words are
kept as long as the house keeps them (theirs seven days, ours thirty), and then left out.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import OutMessage

_MARKED = 20
# Spelled out, so that the partial index on these rows is seen to fit.
_IS_WEB: ColumnElement[bool] = literal_column("inbox.channel = 'web'", Boolean())


@dataclass(frozen=True)
class Theirs:
    """What a person said: the raw bytes, or None where we do not keep them any more."""

    id: int
    at: datetime
    body: bytes | None
    files: Mapping[str, Any] | None
    answered: bool


@dataclass(frozen=True)
class Ours:
    """What we said. `body` is a MessageJson."""

    id: int
    at: datetime
    body: Mapping[str, Any]


Line = Theirs | Ours


@dataclass(frozen=True)
class Piece:
    """The last lines of a talk (or those before some moment), oldest first.

    `older` is the moment before which there is more, or None.
    """

    lines: Sequence[Line]
    older: datetime | None


def read(session: Session, address_id: int, limit: int, before: datetime | None = None) -> Piece:
    """Some `limit` lines; what was said in one breath is never cut in two."""
    lines: list[Line] = [
        *_theirs(session, address_id, limit + 1, before),
        *_ours(session, address_id, limit + 1, before),
    ]
    # Of the same moment, the person's words come before our answer.
    lines.sort(key=lambda line: (line.at, isinstance(line, Ours), line.id))
    start = max(0, len(lines) - limit)
    while start and lines[start - 1].at == lines[start].at:
        start -= 1
    return Piece(lines[start:], lines[start].at if start else None)


def mark(session: Session, address_id: int) -> str:
    """A short word that changes whenever something is added to this talk.

    Made of the newest ids and not of the highest alone: a lower id may be committed later.
    """
    said = session.scalars(
        select(InboxRow.id)
        .where(InboxRow.address_id == address_id, _IS_WEB)
        .order_by(InboxRow.id.desc())
        .limit(_MARKED)
    ).all()
    told = session.scalars(
        select(OutMessage.id)
        .where(OutMessage.address_id == address_id)
        .order_by(OutMessage.id.desc())
        .limit(_MARKED)
    ).all()
    return hashlib.sha256(f"{said}{told}".encode()).hexdigest()[:16]


def _theirs(
    session: Session, address_id: int, limit: int, before: datetime | None
) -> Sequence[Theirs]:
    rows = (
        select(InboxRow.id, InboxRow.received_at, InboxRow.body, InboxRow.files, InboxRow.state)
        .where(InboxRow.address_id == address_id, _IS_WEB)
        .order_by(InboxRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        rows = rows.where(InboxRow.received_at < before)
    return [
        Theirs(row.id, row.received_at, row.body, row.files, InboxState(row.state).is_final)
        for row in session.execute(rows)
    ]


def _ours(session: Session, address_id: int, limit: int, before: datetime | None) -> Sequence[Ours]:
    rows = (
        select(OutMessage.id, OutMessage.created_at, OutMessage.body)
        .where(OutMessage.address_id == address_id)
        .order_by(OutMessage.id.desc())
        .limit(limit)
    )
    if before is not None:
        rows = rows.where(OutMessage.created_at < before)
    return [Ours(row.id, row.created_at, row.body) for row in session.execute(rows) if row.body]
