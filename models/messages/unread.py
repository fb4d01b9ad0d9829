"""What people wait with whose words are more than we read: for whoever must look at it even so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    BigInteger,
    Executable,
    LargeBinary,
    literal_column,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from models.bulk import listed, run
from models.messages.inbox import UNFINISHED, InboxRow

# Written out, since a prepared statement cannot use a partial index by a parameter.
_UNFINISHED = InboxRow.state.in_([literal_column(f"'{state}'") for state in UNFINISHED])
# Of one person, the newest. Beyond it lies what no hand types within seconds.
_MOST = 30


@dataclass(frozen=True)
class Unread:
    """`body` is sealed still: what does not open is nobody's words."""

    resident_id: int
    channel: str
    body: bytes


def unread(session: Session, resident_ids: Collection[int]) -> Sequence[Unread]:
    """The words that these residents wait with, in the order in which they came."""
    return [Unread(*found) for found in run(session, _waiting(), person=resident_ids)]


@cache
def _waiting() -> Executable:
    people = listed("person", BigInteger())
    newest = (
        select(InboxRow.__table__)
        .where(InboxRow.resident_id == people.c.person, _UNFINISHED)
        .where(InboxRow.body.is_not(None))
        .order_by(InboxRow.id.desc())
        .limit(_MOST)
        .lateral("newest")
    )
    row = newest.c
    asked = select(row.resident_id, row.channel, type_coerce(row.body, LargeBinary()))
    return asked.select_from(people.join(newest, true())).order_by(row.id)
