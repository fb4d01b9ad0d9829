"""What helps a resident: schemes, categories, contacts, examples, moments of the year."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Category(Base):
    """A category of initiatives, in the order in which residents see them.

    `themes` are slugs of themes it fits, whatever the cycle: a suggestion, never a rule.
    """

    __tablename__ = "category"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(24))
    name_en: Mapped[str | None] = mapped_column(String(24))
    position: Mapped[int]
    themes: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")


class Scheme(Base):
    """A regeling that helps or pays. Shown only until `valid_until`; content, never code.

    `checked_on` is empty while nobody of the gemeente has checked its terms: residents are then
    told so, and not until when it holds.
    """

    __tablename__ = "scheme"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    sort: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    condition: Mapped[str | None] = mapped_column(Text)
    max_euro: Mapped[int | None]
    url: Mapped[str | None] = mapped_column(Text)
    valid_until: Mapped[date]
    checked_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    position: Mapped[int]


class Contact(Base):
    """Where people of a stadsdeel reach a person. Roles, never names of officials."""

    __tablename__ = "contact"

    id: Mapped[BigId]
    stadsdeel_id: Mapped[int] = mapped_column(ForeignKey("area.id"), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(24))
    email: Mapped[str | None] = mapped_column(String(120))
    hours: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(Text)


class Example(Base):
    """A meeting place that residents made before, from a public source."""

    __tablename__ = "example"

    id: Mapped[BigId]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    wijk_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    source: Mapped[str] = mapped_column(Text)


class Moment(Base):
    """A yearly or two-yearly moment. `rule` is the checked rule of the calendar file."""

    __tablename__ = "moment"

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    rule: Mapped[dict[str, Any]] = mapped_column(JSONB)
    certainty: Mapped[str] = mapped_column(String(24))
    remind_weeks: Mapped[list[int]] = mapped_column(JSONB)
    source: Mapped[str] = mapped_column(Text)
