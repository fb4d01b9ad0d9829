"""What was last found of the chain over what people did, for `/healthz`, `doctor` and the log."""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.operations.chain import TAIL, Broken, Checked, Fault, check, seal_new

log = structlog.get_logger()

_NAME = "chain"


class ChainCheck(Base):
    """When the whole chain was last walked, and the first place where it did not hold, if any."""

    __tablename__ = "chain_check"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    checked_at: Mapped[datetime | None]
    links: Mapped[int]
    fault: Mapped[str | None] = mapped_column(String(16))
    ledger: Mapped[str | None] = mapped_column(String(16))
    row_id: Mapped[int | None]


def seal(session: Session, now: datetime) -> int:
    """Add links for what is new, and look at the newest ones. Returns how many were added."""
    found = check(session, TAIL)
    if found.broken is not None:
        _keep(session, found.broken, {})
        return 0
    return seal_new(session)


def check_all(session: Session, now: datetime) -> Checked:
    """Walk the whole chain and keep what was found."""
    found, known = check(session), standing(session)
    if found.broken is None and known and found.links < known.links:
        # The newest links are gone, with what they held or without.
        found = replace(found, broken=Broken(Fault.LINK, "", known.links))
    _keep(session, found.broken, {"checked_at": now, "links": found.links})
    if found.broken is None:
        log.info("history.holds", links=found.links, head=found.head.hex())
    return found


@dataclass(frozen=True)
class Standing:
    """How the chain was found. `broken` is the first place where it does not hold."""

    checked_at: datetime | None
    links: int
    broken: str


def standing(session: Session) -> Standing | None:
    """What was last found; None before the first look."""
    row = session.scalars(select(ChainCheck)).first()
    if row is None:
        return None
    return Standing(row.checked_at, row.links, f"{row.ledger} {row.row_id}" if row.fault else "")


def broken_at(session: Session) -> str:
    """The first row where the chain does not hold, as "history 12"; empty while it holds."""
    found = standing(session)
    return found.broken if found else ""


def _keep(session: Session, broken: Broken | None, walked: dict[str, object]) -> None:
    values: dict[str, object] = {"fault": None, "ledger": None, "row_id": None}
    if broken is not None:
        values = {"fault": broken.fault, "ledger": broken.ledger, "row_id": broken.row_id}
        log.error("history.broken", **values)
    row = insert(ChainCheck).values(**({"name": _NAME, "links": 0} | values | walked))
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_=values | walked))
