"""Who holds the lease of a sender or poller, as the rig sees it."""

from dataclasses import dataclass

from sqlalchemy import Engine, select

from models.db import database_now, transaction
from models.messages.pauses import Lease


@dataclass(frozen=True)
class Held:
    """Who has it, with which number, and whether its term still runs."""

    holder: str
    fence: int
    runs: bool


def held(engine: Engine, name: str) -> Held | None:
    with transaction(engine) as session:
        row = session.scalars(select(Lease).where(Lease.name == name)).first()
        if row is None:
            return None
        return Held(row.holder, row.fence, row.until > database_now(session))
