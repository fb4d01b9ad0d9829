"""The gemeente that this deployment serves: its settings, and a counter for cached copies."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Gemeente(Base):
    """One row. `settings` is the checked content of the folder's `gemeente.yaml`, and what
    `meldingen.yaml` and `ontmoetingsplek.yaml` say under their own names.

    `plan_version` goes up with every change to the plan or to what is published, so that
    cached snapshots know when they are old.
    """

    __tablename__ = "gemeente"

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    plan_version: Mapped[int] = mapped_column(default=1, server_default="1")
    loaded_at: Mapped[datetime]


def mark_plan_changed(session: Session) -> None:
    """Let cached copies of the plan and of what is published know that they are old."""
    session.execute(
        update(Gemeente)
        .values(plan_version=Gemeente.plan_version + 1)
        .execution_options(synchronize_session=False)
    )
