"""Cycles of two years, the survey each rests on, and its themes."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class CycleState(StrEnum):
    """Cycles overlap: one is carried out while the next is prepared."""

    PREPARING = "in voorbereiding"
    CURRENT = "lopend"
    CLOSED = "afgesloten"


class Survey(Base):
    """A Buurt-voor-Buurtonderzoek. It comes before the cycle that rests on it."""

    __tablename__ = "survey"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    year: Mapped[int]
    held: Mapped[str | None] = mapped_column(String(120))
    invited: Mapped[int | None]
    answered: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text)


class Cycle(Base):
    """Two years of opgaven."""

    __tablename__ = "cycle"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[CycleState]
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    source: Mapped[str | None] = mapped_column(Text)


class Theme(Base):
    """A theme of one cycle: themes are data, they differ per cycle."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("cycle_id", "slug"),)

    id: Mapped[BigId]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    slug: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
