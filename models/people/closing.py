"""Chats that people closed on their side, and opened again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.bulk import among
from models.people.residents import Address


def close(session: Session, address_ids: Collection[int], now: datetime) -> None:
    """They blocked us: nothing can be sent there any more."""
    _set(session, address_ids, now, "blocked")


def reopen(session: Session, address_ids: Collection[int]) -> None:
    """They wrote again, so they can be reached again."""
    _set(session, address_ids, None, None)


def _set(session: Session, ids: Collection[int], at: datetime | None, why: str | None) -> None:
    change = update(Address).where(among(Address.id, ids)).values(closed_at=at, closed_reason=why)
    session.execute(change.execution_options(synchronize_session=False))
