"""The DIN: doelen, inspanningen and middelen, the weighted lines between them, who takes part."""

from datetime import date, datetime
from enum import IntEnum, StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.plan.opgaven import Origin


class DinKind(StrEnum):
    """Goal, effort, means."""

    DOEL = "doel"
    INSPANNING = "inspanning"
    MIDDEL = "middel"


class EffortState(StrEnum):
    """Status of an inspanning. Not its koers, and not whether a doel is bereikt."""

    IDEA = "idee"
    PLANNED = "gepland"
    RUNNING = "loopt"
    DONE = "afgerond"
    STOPPED = "gestopt"


class Koers(StrEnum):
    """Periodic judgement by staff of an opgave, doel or inspanning."""

    ON_COURSE = "op koers"
    ADJUST = "bijsturen"
    UNKNOWN = "onbekend"


class Weight(IntEnum):
    """How much one thing contributes to another: a proportion, no exact number."""

    LIGHT = 1
    MEDIUM = 2
    STRONG = 3


class DinEntry(Base):
    """A doel, inspanning or middel. Fields that do not fit its kind are empty.

    `sort` is the kind of effort (project, activiteit) or of means (geld, menskracht, ruimte,
    materiaal, grond). `state_on` and `state_source` say since when and by whom it is so.
    `moved_at` is when staff last said here that it moved or was reached.
    """

    __tablename__ = "din_entry"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[DinKind]
    title: Mapped[str] = mapped_column(String(200))
    sort: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[EffortState | None]
    state_on: Mapped[date | None]
    state_source: Mapped[str | None] = mapped_column(Text)
    moved_at: Mapped[datetime | None]
    reached_on: Mapped[date | None]
    reached_source: Mapped[str | None] = mapped_column(Text)
    max_euro: Mapped[int | None]
    condition: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[Origin]


class DinEdge(Base):
    """A weighted line: inspanning -> doel, middel -> inspanning, doel -> doel."""

    __tablename__ = "din_edge"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 3", "weight"),)

    from_id: Mapped[int] = mapped_column(
        ForeignKey("din_entry.id", ondelete="CASCADE"), primary_key=True
    )
    to_id: Mapped[int] = mapped_column(
        ForeignKey("din_entry.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight: Mapped[int] = mapped_column(SmallInteger)


class Party(Base):
    """A betrokkene: an organisation or group that takes part, never a private person."""

    __tablename__ = "party"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    sort: Mapped[str] = mapped_column(String(32))


class DinParty(Base):
    """A party that takes part in a DIN entry."""

    __tablename__ = "din_party"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("din_entry.id", ondelete="CASCADE"), primary_key=True
    )
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)


class KoersMark(Base):
    """A judgement of an opgave or a DIN entry at one moment; the newest one holds."""

    __tablename__ = "koers_mark"
    __table_args__ = (CheckConstraint("num_nonnulls(opgave_id, entry_id) = 1", "one_subject"),)

    id: Mapped[BigId]
    opgave_id: Mapped[int | None] = mapped_column(ForeignKey("opgave.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("din_entry.id"), index=True)
    koers: Mapped[Koers]
    reason: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    judged_at: Mapped[datetime]
    next_review_on: Mapped[date | None]
