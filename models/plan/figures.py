"""Figures of surveys per area. Every figure carries its year and source."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Indicator(Base):
    """What a figure measures, in our own words. `unit`: `%`, `rapportcijfer`, `schaal 0-10`."""

    __tablename__ = "indicator"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    unit: Mapped[str] = mapped_column(String(24))
    description: Mapped[str] = mapped_column(Text)


class Figure(Base):
    """One value of an indicator in one area in one year.

    `computed`: we averaged it from the buurten, weighted by their residents of today.
    """

    __tablename__ = "figure"

    indicator: Mapped[str] = mapped_column(ForeignKey("indicator.code"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[float]
    computed: Mapped[bool] = mapped_column(default=False, server_default="false")
    source: Mapped[str] = mapped_column(Text)


class OpgaveIndicator(Base):
    """An indicator that gave rise to an opgave."""

    __tablename__ = "opgave_indicator"

    opgave_id: Mapped[int] = mapped_column(
        ForeignKey("opgave.id", ondelete="CASCADE"), primary_key=True
    )
    indicator: Mapped[str] = mapped_column(ForeignKey("indicator.code"), primary_key=True)


class Source(Base):
    """A source that pages name under their figures and maps, with its licence."""

    __tablename__ = "source"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(Text)
