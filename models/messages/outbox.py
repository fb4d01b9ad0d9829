"""The outbox: every message to a resident, written in the transaction that decides on it."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import QUEUE, Base, BigId
from models.keys import EncryptedJson
from models.people.residents import OptIn


class OutState(StrEnum):
    """queued -> sending -> sent | failed | unknown | expired. Only the sender moves these.

    `unknown`: we may have sent it and cannot know; it is never silently sent again.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


class Lane(IntEnum):
    """Who goes first: the conversation, then news of one's own contribution, then bulk."""

    TALK = 0
    SERVICE = 1
    BULK = 2


class OutMessage(Base):
    """One message to one address.

    `body` is a reply as JSON (see `bot/dialogue/replies.py`): keys and parameters, or words
    that were already chosen, rendered at delivery in the address's language. `opt_in` is asked
    again at the claim. `dedupe` makes a repeated turn or job queue nothing twice. `settled_at` is
    when nobody needed to look at an unknown or failed one any more: a colleague decided, or the
    person went on talking.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_queued",
            "bot",
            "lane",
            "id",
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_outbox_sending", "bot", postgresql_where=text("state = 'sending'")),
        Index(
            "ix_outbox_unsure",
            "id",
            postgresql_where=text("state IN ('unknown', 'failed') AND settled_at IS NULL"),
        ),
        Index("ix_outbox_address", "address_id", "id"),
        Index(
            "ix_outbox_occurrence",
            "occurrence_id",
            "state",
            postgresql_where=text("occurrence_id IS NOT NULL"),
        ),
        Index(
            "ix_outbox_checkin",
            "checkin_id",
            postgresql_where=text("checkin_id IS NOT NULL"),
        ),
        # What became final lately is counted each minute.
        Index("ix_outbox_done", "done_at", postgresql_where=text("done_at IS NOT NULL")),
        QUEUE,
    )

    id: Mapped[BigId]
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id", ondelete="CASCADE"))
    bot: Mapped[str] = mapped_column(String(32), default="", server_default="")
    lane: Mapped[Lane] = mapped_column(SmallInteger)
    dedupe: Mapped[str] = mapped_column(String(120), unique=True)
    body: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)
    state: Mapped[OutState]
    opt_in: Mapped[OptIn | None]
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id"))
    checkin_id: Mapped[int | None] = mapped_column(ForeignKey("checkin.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    not_before: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    provider_id: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(200))
