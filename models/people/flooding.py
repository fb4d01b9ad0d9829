"""How much one person may say: twenty at once, and twenty a minute.

Kept with the person and not in a process, so that several workers and a restart know it too.
Beyond it they hear once a minute that we did not read on, and once a minute whom to call where
they speak of danger; they are not answered else. Source of the measure: the house's own (the web
chat's door has the same).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, literal, update
from sqlalchemy.orm import Session

from models.bulk import among
from models.people.residents import Resident

SIZE = 20
REFILL = timedelta(seconds=3)
BETWEEN_NOTICES = timedelta(minutes=1)


@dataclass(frozen=True)
class Bucket:
    """What one person may still say. `full_at`: when it is full again; None: it is full.
    `hushed_at`: when they last heard that it was empty; `alarmed_at`: and whom to call even so."""

    full_at: datetime | None = None
    hushed_at: datetime | None = None
    alarmed_at: datetime | None = None

    def is_empty(self, now: datetime) -> bool:
        return self.full_at is not None and self.full_at - now > (SIZE - 1) * REFILL

    def needs_notice(self, now: datetime) -> bool:
        """Whether it is so long since they heard it that they must hear it again."""
        return self.hushed_at is None or now - self.hushed_at >= BETWEEN_NOTICES

    def may_cry(self, now: datetime) -> bool:
        """Whether we still look for danger in what is too much to read."""
        return self.alarmed_at is None or now - self.alarmed_at >= BETWEEN_NOTICES


def after_one_more(now: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """When the bucket will be full, for whoever said one thing more."""
    return func.greatest(func.coalesce(Resident.full_at, now), now) + literal(REFILL)


def while_it_counts(now: ColumnElement[datetime]) -> ColumnElement[datetime | None]:
    """That somebody spoke of danger is forgotten as soon as they could hear a number again."""
    recent = Resident.alarmed_at > now - literal(BETWEEN_NOTICES)
    return case((recent, Resident.alarmed_at), else_=None)


def gave_notice(session: Session, resident_ids: Collection[int], now: datetime) -> None:
    """These heard that we did not read on."""
    _note(session, resident_ids, hushed_at=now)


def gave_numbers(session: Session, resident_ids: Collection[int], now: datetime) -> None:
    """These heard whom to call, though we did not read on."""
    _note(session, resident_ids, alarmed_at=now)


def _note(session: Session, resident_ids: Collection[int], **moment: datetime) -> None:
    told = update(Resident).where(among(Resident.id, resident_ids)).values(**moment)
    session.execute(told.execution_options(synchronize_session=False))
