"""Residents, the addresses where we reach them, and what they agreed to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedText


class Channel(StrEnum):
    """Where a resident talks with us. By letter and phone a colleague does, with a to-do for each
    message (`models/messages/by_hand.py`).
    """

    TELEGRAM = "telegram"
    WEB = "web"
    CONSOLE = "console"
    LETTER = "brief"
    PHONE = "telefoon"


class OptIn(StrEnum):
    """What a resident switches on before we speak unasked. Each starts off.

    The first four are the kinds of messages to everybody. `volgen` is news of what one follows,
    switched on by following; `meteen` says to hear that at once and not once a week.
    """

    WIJK_NEWS = "wijknieuws"
    CHECK_INS = "vragen"
    BURENDAG = "burendag"
    SURVEY = "onderzoek"
    FOLLOWING = "volgen"
    AT_ONCE = "meteen"


class Resident(Base):
    """Whoever talks with the bot. Holds no name: a name belongs to one contribution.

    The row is also the lock of a turn: whoever holds it may act for this resident. `full_at`,
    `hushed_at` and `alarmed_at` are the bucket of `models/people/flooding.py`.
    """

    __tablename__ = "resident"
    # Every turn writes here: where a page has room, no index is touched.
    __table_args__ = ({"postgresql_with": {"fillfactor": 90}},)

    id: Mapped[BigId]
    language: Mapped[str] = mapped_column(String(8), default="nl", server_default="nl")
    wijk_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    # What they said of themselves when proposing; nobody's age is recorded beyond this answer.
    sixteen_or_older: Mapped[bool | None]
    muted: Mapped[bool] = mapped_column(default=False, server_default="false")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    full_at: Mapped[datetime | None]
    hushed_at: Mapped[datetime | None]
    alarmed_at: Mapped[datetime | None]


class Address(Base):
    """One chat of one resident: a Telegram chat, a browser, a terminal.

    `lookup` is the HMAC of channel, bot and external id, so that a stranger's id in a
    stolen table says nothing; `external_id` is encrypted and read only to send.
    """

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "bot", "lookup"),)

    id: Mapped[BigId]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    channel: Mapped[Channel]
    bot: Mapped[str] = mapped_column(String(32), default="", server_default="")
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32))
    external_id: Mapped[str | None] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(String(64))


class Consent(Base):
    """A resident's present choice for one opt-in, with the wording they saw and when."""

    __tablename__ = "consent"

    resident_id: Mapped[int] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[OptIn] = mapped_column(primary_key=True)
    given: Mapped[bool]
    wording: Mapped[int]
    changed_at: Mapped[datetime]
