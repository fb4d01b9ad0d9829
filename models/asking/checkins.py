"""Check-ins: a short question to who wants to answer. Answers stand apart from identity."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class CheckIn(Base):
    """One question of an opgave, open until `closes_on` (its last day, Amsterdam time).

    `last_asked_id` and `last_told_id` are how far the slices of residents came: first those who
    are asked, until `all_asked_at`; after closing those who answered, until `told_at`.
    """

    __tablename__ = "checkin"

    id: Mapped[BigId]
    token: Mapped[str] = mapped_column(String(32), unique=True)
    opgave_id: Mapped[int] = mapped_column(ForeignKey("opgave.id"))
    stadsdeel_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    question: Mapped[str] = mapped_column(Text)
    answers: Mapped[list[str]] = mapped_column(JSONB)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    closes_on: Mapped[date]
    last_asked_id: Mapped[int] = mapped_column(default=0, server_default="0")
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    all_asked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    last_told_id: Mapped[int] = mapped_column(default=0, server_default="0")
    told_at: Mapped[datetime | None]


class CheckInWijk(Base):
    """A wijk whose residents are asked."""

    __tablename__ = "checkin_wijk"

    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id"), primary_key=True)
    wijk_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, index=True)


class CheckInTaken(Base):
    """That a resident was asked and answered; never what. Holds "once per chat"."""

    __tablename__ = "checkin_taken"

    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime]
    answered: Mapped[bool] = mapped_column(default=False, server_default="false")


class Answer(Base):
    """One answer, with a date without time, and no trace in here of who gave it.

    Its id is by `answering` while the check-in is open, and random from then on.
    """

    __tablename__ = "answer"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id"), index=True)
    wijk_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    position: Mapped[int]
    answered_on: Mapped[date]


class CheckInResult(Base):
    """What was published once, after closing: how often each answer was given in one area.

    `counts` is None where it cannot be shown (see `results.publishable`).
    """

    __tablename__ = "checkin_result"

    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    counts: Mapped[list[int] | None] = mapped_column(JSONB(none_as_null=True))
    published_at: Mapped[datetime]
