"""The outbox as the sender sees it: what may go, what is going, what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Executable,
    LargeBinary,
    all_,
    case,
    literal_column,
    null,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from models import bulk
from models.base import UtcDateTime
from models.bulk import among_given, given, plain, run
from models.keys import WrongKey, lookup, open_json, open_sealed
from models.messages.merging import merged
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.queued import ids_in, may_not_go, still
from models.people.residents import Address, Resident

# As the partial index says it (see `QUEUED`).
_SENDING = text("outbox.state = 'sending'")


@dataclass(frozen=True)
class Claim:
    """A message that may go now, with what is needed to send it.

    `broken`: why it can never go; of such a one nothing else can be read. `also`: the messages
    that are said along with it (see `models/messages/merging.py`). `silent`: nobody waits for it.
    """

    id: int
    address_id: int
    external_id: str
    language: str
    body: Mapping[str, Any]
    tries: int
    broken: str = ""
    also: tuple[int, ...] = ()
    silent: bool = False


@dataclass(frozen=True)
class Result:
    """What became of one message. `provider_id` is the channel's own number for it.

    With state `queued` it was surely not sent and waits again, for `wait` where given.
    `counts`: whether this was one of its tries. `also` met the same.
    """

    id: int
    state: OutState
    provider_id: int | None = None
    reason: str | None = None
    wait: timedelta | None = None
    counts: bool = True
    also: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return (self.id, *self.also)


def start(
    session: Session,
    ids: Collection[int],
    now: datetime,
    along: Mapping[int, Sequence[int]] | None = None,
) -> Sequence[Claim]:
    """Mark these as going on the wire now, and read them, in the order of `ids`.

    Only what still waited may go; what may not go any more expires instead. `along`: by message,
    those that are said with it.
    """
    first = {one: one for one in ids}
    for message_id, others in (along or {}).items():
        first |= dict.fromkeys(others, message_id)
    together: dict[int, list[Any]] = {one: [] for one in ids}
    for row in _mark(session, list(first), now):
        together[first[row.id]].append(row)
    return [_claim(rows) for rows in together.values() if rows]


def _mark(session: Session, ids: Collection[int], now: datetime) -> Sequence[Any]:
    """Those of these that go, oldest first."""
    claimed = run(session, _marking(), ids=list(ids), now=now)
    rows = [row for row in claimed if row.state == OutState.SENDING]
    return sorted(rows, key=lambda row: row.id)


@cache
def _marking() -> Executable:
    now = given("now", UtcDateTime())
    no = may_not_go(now)
    return (
        update(plain(OutMessage))
        .where(among_given(OutMessage.id, "ids"), still(OutState.QUEUED))
        .where(OutMessage.address_id == Address.id, Address.resident_id == Resident.id)
        .values(
            state=case((no, OutState.EXPIRED), else_=OutState.SENDING),
            claimed_at=case((no, null()), else_=now),
            done_at=case((no, now), else_=null()),
            tries=OutMessage.tries + case((no, 0), else_=1),
        )
        .returning(*_CLAIMED)
    )


_CLAIMED = (
    OutMessage.id,
    OutMessage.address_id,
    # Still sealed, so that one that does not open is a trouble of that message only.
    type_coerce(Address.external_id, LargeBinary).label("external_id"),
    Resident.language,
    type_coerce(OutMessage.body, LargeBinary).label("body"),
    OutMessage.tries,
    OutMessage.state,
    OutMessage.lane,
)


def _claim(rows: Sequence[Any]) -> Claim:
    """One message of these rows of one chat."""
    row, also = rows[0], tuple(row.id for row in rows[1:])
    try:
        chat = open_sealed(row.external_id or b"").decode()
        body = merged([open_json(row.body or b"") for row in rows])
    except (WrongKey, ValueError) as error:
        return Claim(row.id, row.address_id, "", "", {}, row.tries, type(error).__name__, also)
    silent = row.lane == Lane.BULK
    return Claim(row.id, row.address_id, chat, row.language, body, row.tries, "", also, silent)


def record(session: Session, results: Sequence[Result], now: datetime) -> None:
    """Write what became of messages on the wire. A row that is not `sending` is left alone.

    One statement for all: an UPDATE from arrays, twice as fast as one for each row.
    """
    each = [(id_, one) for one in results for id_ in one.ids]
    if not each:
        return
    run(
        session,
        _recording(),
        now=now,
        id=[id_ for id_, _ in each],
        state=[one.state for _, one in each],
        provider_id=[one.provider_id for _, one in each],
        reason=[one.reason and one.reason[:200] for _, one in each],
        not_before=[now + one.wait if one.wait else None for _, one in each],
        tries=[int(not one.counts) for _, one in each],
    )


@cache
def _recording() -> Executable:
    """The results as a table, one array for each column; of `tries` it has what to take back."""
    became = bulk.rows(OutMessage, ("id", "state", "provider_id", "reason", "not_before", "tries"))
    ended = became.c.state != literal_column(f"'{OutState.QUEUED}'")
    return (
        update(plain(OutMessage))
        .where(OutMessage.id == became.c.id, still(OutState.SENDING))
        .values(
            state=became.c.state,
            provider_id=became.c.provider_id,
            reason=became.c.reason,
            not_before=became.c.not_before,
            done_at=case((ended, given("now", UtcDateTime()))),
            tries=OutMessage.tries - became.c.tries,
        )
    )


def give_back(session: Session, bot: str, started: Collection[int]) -> int:
    """Let wait again what was marked as going, but for what this sender did start.

    For when a claim was committed and the answer to that was lost: nobody heard which ones.
    """
    back = session.execute(
        update(OutMessage)
        .where(OutMessage.bot == bot, _SENDING)
        .where(OutMessage.id != all_(ids_in(started)))
        .values(state=OutState.QUEUED, tries=OutMessage.tries - 1)
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(back.all())


def forget_sending(session: Session, bot: str, now: datetime) -> int:
    """A sender died or lost its lease: what it had on the wire is `unknown`. Returns how many."""
    lost = session.execute(
        update(OutMessage)
        .where(OutMessage.bot == bot, _SENDING)
        .values(state=OutState.UNKNOWN, done_at=now, reason="sender died")
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(lost.all())


def close_address(session: Session, address_id: int, reason: str, now: datetime) -> None:
    """This chat cannot be reached any more; nothing is sent there until they write again."""
    session.execute(
        update(Address)
        .where(Address.id == address_id, Address.closed_at.is_(None))
        .values(closed_at=now, closed_reason=reason)
    )


def move_address(session: Session, address_id: int, external_id: str, now: datetime) -> None:
    """The channel gave this chat another id; where we know that one already, this one ends."""
    address = session.get_one(Address, address_id)
    new = lookup(address.channel, address.bot, external_id)
    known = select(Address.id).where(
        Address.channel == address.channel, Address.bot == address.bot, Address.lookup == new
    )
    if session.scalar(known) is not None:
        close_address(session, address_id, "moved", now)
        return
    address.external_id, address.lookup = external_id, new
    # A claim reads beside the session's own objects.
    session.flush()
