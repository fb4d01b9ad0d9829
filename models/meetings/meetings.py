"""A gesprek in the wijk, and the seats that chats took in it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Meeting(Base):
    """When, where and about what. Everybody may know of it; who comes, nobody asks.

    `place` is in words, `lat` and `lon` its spot on the map where that was told. `version` goes up
    with every change, so that of two colleagues one learns of the other. `outcome` is what it
    yielded, told by staff to who signed up, and `outcome_opgave_id` where that went.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_starts", "starts_at", "id"),)

    id: Mapped[BigId]
    stadsdeel_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    wijk_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    opgave_id: Mapped[int | None] = mapped_column(ForeignKey("opgave.id"))
    about: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    starts_at: Mapped[datetime]
    seats: Mapped[int]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    reminded_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    outcome_opgave_id: Mapped[int | None] = mapped_column(ForeignKey("opgave.id"))
    outcome_at: Mapped[datetime | None]

    @property
    def spot(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they were told."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class Seat(Base):
    """A place for whoever talks in this chat. No name is asked."""

    __tablename__ = "seat"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True
    )
    address_id: Mapped[int] = mapped_column(
        ForeignKey("address.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    taken_at: Mapped[datetime]
