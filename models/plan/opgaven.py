"""Opgaven: what matters in an area or for a group of residents, in one cycle."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class OpgaveState(StrEnum):
    """From draft to what became of it at the end of its cycle."""

    PREPARING = "in voorbereiding"
    PROPOSED = "voorgelegd"
    ADOPTED = "vastgesteld"
    CLOSED = "afgesloten"
    CARRIED = "meegenomen"
    SPLIT = "gesplitst"
    MERGED = "samengevoegd"


class Scope(StrEnum):
    """For whom or where an opgave holds. Zuid organises its opgaven by bewonersgroep."""

    WIJKEN = "wijken"
    STADSDEEL = "stadsdeel"
    BUITENGEBIED = "buitengebied"
    GROUP = "bewonersgroep"


class Origin(StrEnum):
    """Demo data must say "Voorbeeld, niet van de gemeente" wherever it shows."""

    DEMO = "demo"
    SOURCE = "bron"


class TargetGroup(Base):
    """A bewonersgroep of a stadsdeel. Nobody is recorded as a member of one."""

    __tablename__ = "target_group"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    stadsdeel_id: Mapped[int] = mapped_column(ForeignKey("area.id"))


class Opgave(Base):
    """A priority. To residents: "wat belangrijk is in uw wijk".

    `reason` and `source` are the aanleiding and where it stands; `continues_id` is the opgave
    of an earlier cycle that this one carries on.
    """

    __tablename__ = "opgave"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    stadsdeel_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    intro: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[Origin]
    scope: Mapped[Scope]
    target_group_id: Mapped[int | None] = mapped_column(ForeignKey("target_group.id"))
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("opgave.id"))
    state: Mapped[OpgaveState]
    state_changed_on: Mapped[date]
    question: Mapped[str | None] = mapped_column(Text)


class OpgaveWijk(Base):
    """A wijk in the scope of an opgave."""

    __tablename__ = "opgave_wijk"

    opgave_id: Mapped[int] = mapped_column(
        ForeignKey("opgave.id", ondelete="CASCADE"), primary_key=True
    )
    wijk_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, index=True)


class OpgaveAnswer(Base):
    """A possible answer to the opgave's check-in question, in order from 0."""

    __tablename__ = "opgave_answer"

    opgave_id: Mapped[int] = mapped_column(
        ForeignKey("opgave.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(20))


class OpgaveDoel(Base):
    """A doel of an opgave. Exactly one of them is the strategisch doel."""

    __tablename__ = "opgave_doel"
    __table_args__ = (
        Index(
            "ix_opgave_one_strategic",
            "opgave_id",
            unique=True,
            postgresql_where=text("strategic"),
        ),
    )

    opgave_id: Mapped[int] = mapped_column(
        ForeignKey("opgave.id", ondelete="CASCADE"), primary_key=True
    )
    doel_id: Mapped[int] = mapped_column(ForeignKey("din_entry.id"), primary_key=True)
    strategic: Mapped[bool]
