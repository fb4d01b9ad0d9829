"""The chain over what people did: a row that was changed, taken away or slipped in shows.

Each row of history and of the log of colleagues gets one link, made by the clock and not by who
acts, so that nobody waits for it. A link is an HMAC over the row, its number and the link before
it, under a key outside the database: who only holds the database cannot make the chain anew.
What it cannot show by itself is that its newest links are gone; for that its head stands in the
log of every night (`wijkbot check-history --head`).
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, String, Table, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.append_only import only_added
from models.base import Base
from models.initiatives.history import HistoryRow
from models.keys import lookup
from models.people.staff import StaffEvent

SLICE = 2_000
# Rows come in by the order of their ends, not of their ids. Nothing of ours lasts so long that
# this many others come in meanwhile.
WINDOW = 20_000
# So much of the newest is looked at again each minute; the rest each night.
TAIL = 500
_NOTHING = b"\0" * 32

# Which columns of each are under the chain. One that was added later (`LATER`) counts where it
# holds something: so what was sealed before stays as it was sealed.
LATER: Mapping[str, Sequence[str]] = {"staff_event": ("changes",)}
LEDGERS: Mapping[str, tuple[type[Base], Sequence[str]]] = {
    "history": (
        HistoryRow,
        (
            *("id", "contribution_id", "at", "actor", "staff_id", "act"),
            *("from_status", "to_status", "reason", "key_id"),
            *("words", "note", "message", "changes"),
        ),
    ),
    "staff_event": (StaffEvent, ("id", "at", "by_id", "act", "subject", "detail")),
}


class Seal(Base):
    """One link of the chain: the `n`-th, over one row of one ledger."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("ledger", "row_id"),)

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ledger: Mapped[str] = mapped_column(String(16))
    row_id: Mapped[int]
    link: Mapped[bytes] = mapped_column(LargeBinary(32))


only_added(Seal)


class Fault(StrEnum):
    """What is wrong: the row is gone or changed, a link is, or a row came in under the chain."""

    GONE = "gone"
    CHANGED = "changed"
    LINK = "link"
    SLIPPED_IN = "slipped_in"


@dataclass(frozen=True)
class Broken:
    """The first place where the chain does not hold. For a link, `row_id` is its number."""

    fault: Fault
    ledger: str
    row_id: int


@dataclass(frozen=True)
class Checked:
    """How many links were walked, the newest of them, and what was wrong if anything."""

    links: int
    head: bytes
    broken: Broken | None = None


def seal_new(session: Session) -> int:
    """Add a link for rows that have none. Returns how many; 0 when all have one."""
    last = session.scalars(select(Seal).order_by(Seal.n.desc()).limit(1)).first()
    n, link = (last.n, last.link) if last else (0, _NOTHING)
    seals = list[dict[str, Any]]()
    for ledger in LEDGERS:
        for row_id, digest in _unsealed(session, ledger):
            n += 1
            link = _link(link, n, ledger, row_id, digest)
            seals.append({"n": n, "ledger": ledger, "row_id": row_id, "link": link})
    if seals:
        session.execute(insert(Seal), seals)
    return len(seals)


def check(session: Session, newest: int | None = None) -> Checked:
    """Walk the whole chain from its beginning, or only its `newest` links."""
    n, link = _start(session, newest)
    walked = 0
    while page := _page(session, n):
        digests = _digests_of(session, page)
        for seal in page:
            broken = _fault(seal, n + 1, link, digests)
            if broken is not None:
                return Checked(walked, link, broken)
            n, link, walked = seal.n, seal.link, walked + 1
    return Checked(walked, link, None if newest else _slipped_in(session))


def knows(session: Session, head: bytes) -> bool:
    """Whether what was once the newest link is still in the chain."""
    return session.scalar(select(Seal.n).where(Seal.link == head).limit(1)) is not None


def _start(session: Session, newest: int | None) -> tuple[int, bytes]:
    if newest is None:
        return 0, _NOTHING
    before = select(Seal.n, Seal.link).order_by(Seal.n.desc()).offset(newest).limit(1)
    row = session.execute(before).first()
    return (row.n, row.link) if row else (0, _NOTHING)


def _page(session: Session, after: int) -> Sequence[Any]:
    asked = select(Seal.n, Seal.ledger, Seal.row_id, Seal.link).where(Seal.n > after)
    return session.execute(asked.order_by(Seal.n).limit(SLICE)).all()


def _fault(
    seal: Any, n: int, before: bytes, digests: Mapping[tuple[str, int], bytes]
) -> Broken | None:
    digest = digests.get((seal.ledger, seal.row_id))
    if seal.n != n:
        return Broken(Fault.LINK, seal.ledger, n)
    if digest is None:
        return Broken(Fault.GONE, seal.ledger, seal.row_id)
    if _link(before, n, seal.ledger, seal.row_id, digest) != seal.link:
        return Broken(Fault.CHANGED, seal.ledger, seal.row_id)
    return None


def _link(before: bytes, n: int, ledger: str, row_id: int, digest: bytes) -> bytes:
    return lookup("history chain", before.hex(), str(n), ledger, str(row_id), digest.hex())


def _digests_of(session: Session, page: Sequence[Any]) -> Mapping[tuple[str, int], bytes]:
    found = dict[tuple[str, int], bytes]()
    for ledger in LEDGERS:
        ids = [seal.row_id for seal in page if seal.ledger == ledger]
        found |= {(ledger, id_): digest for id_, digest in _digests(session, ledger, ids)}
    return found


def _digests(session: Session, ledger: str, ids: Collection[int]) -> list[tuple[int, bytes]]:
    table, columns = _stored(ledger)
    if not ids:
        return []
    rows = session.execute(select(*columns).where(table.c.id.in_(ids)))
    return [(row.id, _digest(ledger, row)) for row in rows]


def _unsealed(session: Session, ledger: str) -> list[tuple[int, bytes]]:
    table, columns = _stored(ledger)
    rows = session.execute(
        select(*columns)
        .where(table.c.id > _newest(session, ledger) - WINDOW, _has_none(ledger))
        .order_by(table.c.id)
        .limit(SLICE)
    )
    return [(row.id, _digest(ledger, row)) for row in rows]


def _slipped_in(session: Session) -> Broken | None:
    for ledger in LEDGERS:
        table, _ = _stored(ledger)
        below = table.c.id <= _newest(session, ledger) - WINDOW
        row_id = session.scalar(select(table.c.id).where(below, _has_none(ledger)).limit(1))
        if row_id is not None:
            return Broken(Fault.SLIPPED_IN, ledger, row_id)
    return None


def _newest(session: Session, ledger: str) -> int:
    mine = select(Seal.row_id).where(Seal.ledger == ledger)
    return session.scalar(mine.order_by(Seal.row_id.desc()).limit(1)) or 0


def _has_none(ledger: str) -> Any:
    table, _ = _stored(ledger)
    return ~select(Seal.n).where(Seal.ledger == ledger, Seal.row_id == table.c.id).exists()


def _stored(ledger: str) -> tuple[Table, list[Any]]:
    kind, names = LEDGERS[ledger]
    table = Base.metadata.tables[kind.__tablename__]
    return table, [table.c[name] for name in (*names, *LATER.get(ledger, ()))]


def _digest(ledger: str, row: Any) -> bytes:
    fixed, later = len(LEDGERS[ledger][1]), LATER.get(ledger, ())
    values: list[Any] = [_written(value) for value in row[:fixed]]
    more = zip(later, row[fixed:], strict=True)
    values += [[name, _written(value)] for name, value in more if value is not None]
    written = json.dumps(values, separators=(",", ":"))
    return hashlib.sha256(written.encode()).digest()


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, int | None) else str(value)
