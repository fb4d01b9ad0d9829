"""When each job ran, and when it must have run again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import String, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class JobRun(Base):
    """The last time that a job did its work (`ran_at`) and that it failed (`failed_at`).

    `due_at` is when it must have run again at the latest. All by PostgreSQL's own clock.
    """

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    ran_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(64))


def ran(session: Session, name: str, now: datetime, due_at: datetime) -> None:
    """This job did its work now; to be told in the same transaction as that work."""
    _put(session, name, {"ran_at": now, "due_at": due_at}, {})


def failed(session: Session, name: str, why: str, now: datetime) -> None:
    """This job failed now; `why` is the name of an error. When it is due again stays as it was."""
    _put(session, name, {"failed_at": now, "failure": why[:64]}, {"due_at": now})


def keep_only(session: Session, names: Collection[str]) -> None:
    """Forget jobs that this version does not have any more."""
    session.execute(delete(JobRun).where(JobRun.name.not_in(names)))


def _put(
    session: Session, name: str, values: dict[str, object], at_first: dict[str, object]
) -> None:
    row = insert(JobRun).values(name=name, **values, **at_first)
    session.execute(row.on_conflict_do_update(index_elements=[JobRun.name], set_=values))
