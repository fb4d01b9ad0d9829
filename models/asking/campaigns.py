"""Campaigns: a planned message to everyone who opted in, once per person and occasion."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.people.residents import OptIn


class OccurrenceState(StrEnum):
    """`missed`: it was due while nothing ran, and it is too late to send it now."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    MISSED = "missed"


class Campaign(Base):
    """A kind of reminder, bound to a moment of the gemeente's calendar and to an opt-in.

    `moment` is a slug and no key: a calendar that drops a moment also drops what was planned.
    """

    __tablename__ = "campaign"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    moment: Mapped[str] = mapped_column(String(64))
    opt_in: Mapped[OptIn]
    text_key: Mapped[str] = mapped_column(String(64))


class Occurrence(Base):
    """One sending: before which moment, when it is due, how far it came.

    `last_resident_id` is how far the slices of 1,000 have come into the outbox, and `queued`
    how many messages those were.
    """

    __tablename__ = "occurrence"
    __table_args__ = (UniqueConstraint("campaign_id", "moment_on", "weeks_before"),)

    id: Mapped[BigId]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    moment_on: Mapped[date]
    weeks_before: Mapped[int]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[OccurrenceState]
    last_resident_id: Mapped[int] = mapped_column(default=0, server_default="0")
    queued: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime]
    stopped_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
