"""Taking work from the inbox: whose turn it is, what they said, and that it is done.

Two statements, never one: first lock the residents, then read their oldest row in a new
statement. One statement for both lets a second worker take message 2 before message 1, and a
stale snapshot would carry out effects twice (READ COMMITTED takes a new one per statement).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Integer,
    LargeBinary,
    case,
    func,
    literal_column,
    null,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import SQLColumnExpression

from models.base import UtcDateTime
from models.bulk import among, among_given, given, listed, plain, run
from models.messages.conversations import Conversation
from models.messages.inbox import UNFINISHED, InboxRow, InboxState, Quiet
from models.people.residents import Address, Resident

MAX_TRIES = 3
_LOOK_AHEAD = 4
# Who was numbered earlier may be committed later: a search begins so many rows below the newest.
_LATE = 1_000
# Written out, since a prepared statement cannot use a partial index by a parameter.
_OPEN = InboxRow.state == literal_column(f"'{InboxState.OPEN}'")
_UNFINISHED = InboxRow.state.in_([literal_column(f"'{state}'") for state in UNFINISHED])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row whose turn it is, with its address and the state of its conversation.

    `body`, `files` and `state` are sealed still: what does not open is one person's trouble, and
    not that of the batch. `closed`: we think that they cannot be reached there.
    """

    id: int
    resident_id: int
    tries: int
    channel: str
    body: bytes | None
    files: bytes | None
    # 0 where it is gone.
    address_id: int
    bot: str
    closed: bool
    state: bytes | None
    version: int
    # Why the last try failed; empty where none did, or where it took its worker along.
    reason: str


def floor(session: Session) -> int:
    """The id from which on words wait; below it there were none when we looked.

    While somebody keeps an old snapshot open, the index keeps what was done since, and a search
    from its beginning walks over all of that. Whoever begins at the floor does not.
    """
    first = select(InboxRow.id).where(_OPEN).order_by(InboxRow.id).limit(1).scalar_subquery()
    newest = select(func.max(InboxRow.id)).scalar_subquery()
    lowest = func.least(first, newest - _LATE)
    begins: int = session.execute(select(func.coalesce(lowest, 0))).scalar_one()
    return begins


def lock_people(session: Session, limit: int, floor: int = 0) -> Sequence[int]:
    """Residents with waiting words, longest waiting first, locked until this transaction ends.

    Those whom another worker holds are skipped. Looks further than `limit` rows ahead, so that
    several workers find different people and one person's flood does not hide the others.
    """
    return [row.id for row in run(session, _people(), floor=floor, limit=limit)]


@cache
def _people() -> Executable:
    limit = given("limit", Integer())
    waiting = (
        select(InboxRow.resident_id, InboxRow.id)
        .where(_OPEN, InboxRow.id >= given("floor", BigInteger()))
        .order_by(InboxRow.id)
        .limit(limit * _LOOK_AHEAD)
        .subquery()
    )
    first = (
        select(waiting.c.resident_id, func.min(waiting.c.id).label("first"))
        .group_by(waiting.c.resident_id)
        .subquery()
    )
    return (
        select(Resident.id)
        .join(first, first.c.resident_id == Resident.id)
        .order_by(first.c.first)
        .limit(limit)
        .with_for_update(key_share=True, of=Resident, skip_locked=True)
    )


def lock_these(session: Session, resident_ids: Collection[int]) -> Sequence[int]:
    """Those of these residents whom no other worker holds, locked."""
    people = select(Resident.id).where(among(Resident.id, resident_ids)).order_by(Resident.id)
    return session.scalars(people.with_for_update(key_share=True, skip_locked=True)).all()


def lock_person(session: Session, resident_id: int) -> None:
    """Lock one resident or raise at once (lock not available: another worker has them)."""
    session.execute(
        select(Resident.id)
        .where(Resident.id == resident_id)
        .with_for_update(key_share=True, nowait=True)
    )


def oldest_open(session: Session, resident_ids: Collection[int]) -> Sequence[Waiting]:
    """The row whose turn it is, of each of these residents who has one; oldest first.

    Who waits for a photo has none: what they said later waits behind it.
    """
    return [Waiting(*row) for row in run(session, _oldest(), person=resident_ids)]


@cache
def _oldest() -> Executable:
    people = listed("person", BigInteger())
    oldest = (
        select(InboxRow.__table__)
        .where(InboxRow.resident_id == people.c.person, _UNFINISHED)
        .order_by(InboxRow.id)
        .limit(1)
        .lateral("oldest")
    )
    row = oldest.c
    return (
        select(row.id, row.resident_id, row.tries, row.channel)
        .add_columns(_sealed(row.body), _sealed(row.files), func.coalesce(row.address_id, 0))
        .add_columns(func.coalesce(Address.bot, ""), Address.closed_at.is_not(None))
        .add_columns(_sealed(Conversation.state), func.coalesce(Conversation.version, 0))
        .add_columns(func.coalesce(row.reason, ""))
        .select_from(people.join(oldest, true()))
        .outerjoin(Address, Address.id == row.address_id)
        .outerjoin(Conversation, Conversation.address_id == row.address_id)
        .where(row.state == InboxState.OPEN)
        .order_by(row.id)
    )


def finish(
    session: Session,
    ids: Collection[int],
    now: datetime,
    *,
    quiet: Collection[int] = (),
    forget: Collection[int] = (),
) -> None:
    """These rows are done; they are never handled again.

    The `quiet` ones had nothing to say; of those in `forget` the raw words go.
    """
    run(session, _finished(), ids=ids, now=now, quiet=quiet, forget=forget)


@cache
def _finished() -> Executable:
    silent, forgotten = among_given(InboxRow.id, "quiet"), among_given(InboxRow.id, "forget")
    changed = {
        "state": InboxState.DONE,
        "done_at": given("now", UtcDateTime()),
        "reason": case((silent, Quiet.NOTHING), else_=InboxRow.reason),
        "body": case((forgotten, null()), else_=InboxRow.body),
    }
    return update(plain(InboxRow)).where(among_given(InboxRow.id, "ids")).values(changed)


def refuse(session: Session, resident_ids: Collection[int], now: datetime) -> None:
    """All that these people wait with is more than we read. What it was is not kept."""
    session.execute(
        update(InboxRow)
        .where(among(InboxRow.resident_id, resident_ids), _UNFINISHED)
        .values(state=InboxState.DONE, done_at=now, reason=Quiet.FLOOD, body=None, files=None)
        .execution_options(synchronize_session=False)
    )


def begin_tries(session: Session, ids: Collection[int]) -> None:
    """Count a try before it starts, for rows of which one may kill us."""
    _update(session, ids, tries=InboxRow.tries + 1)


def fail_try(session: Session, row: Waiting, reason: str, now: datetime, *, counted: bool) -> bool:
    """Note a try that failed (`counted`: begin_tries did). True: set aside, it was the third."""
    tries = row.tries if counted else row.tries + 1
    if tries >= MAX_TRIES:
        set_aside(session, row, reason, now)
        return True
    _update(session, [row.id], tries=tries, reason=reason[:200])
    return False


def set_aside(session: Session, row: Waiting, reason: str, now: datetime) -> None:
    """Poison: never tried again, listed in the panel with its reason."""
    _update(session, [row.id], state=InboxState.POISON, done_at=now, reason=reason[:200])


def _update(session: Session, ids: Collection[int], **values: Any) -> None:
    change = update(InboxRow).where(among(InboxRow.id, ids)).values(values)
    session.execute(change.execution_options(synchronize_session=False))


def _sealed(column: SQLColumnExpression[Any]) -> ColumnElement[bytes | None]:
    return type_coerce(column, LargeBinary())
