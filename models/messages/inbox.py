"""The inbox: every update as it came, stored before it is confirmed to its sender."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import QUEUE, Base, BigId
from models.keys import EncryptedBytes, EncryptedJson
from models.people.residents import Channel


class InboxState(StrEnum):
    """`files` waits for a photo, `open` for its turn; `done` and `poison` are final."""

    FILES = "files"
    OPEN = "open"
    DONE = "done"
    POISON = "poison"

    @property
    def is_final(self) -> bool:
        return self in (InboxState.DONE, InboxState.POISON)


UNFINISHED = (InboxState.FILES, InboxState.OPEN)


class Quiet(StrEnum):
    """Why a row that is done has no reply; kept as its `reason`.

    `nothing`: the turn had nothing to say (a second tap, a pinned message). `erased`, `left`: our
    goodbye was the answer. `seen`: a colleague saw that the reply is missing and left it so.
    `flood`: they said more than we read; what it was is not kept.
    """

    NOTHING = "nothing to say"
    ERASED = "erased"
    LEFT = "left"
    SEEN = "seen"
    FLOOD = "flood"


class InboxRow(Base):
    """One update. De-duplicated by (channel, bot, update_id), never by a high-water mark.

    `body` is raw and encrypted; it is emptied after seven days, or at once where it holds an
    answer to a check-in. `files` is the outcome of the files stage: `{"photo": id}` or
    `{"refused": why}`. While in `files`, `claimed_until` says until when a worker fetches it, or
    how long it waits to be tried again; `tries` counts the fetches, and begins anew for the turn.
    Updates of nobody we know (a group, unparsable bytes) have no resident.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "bot", "update_id"),
        Index(
            "ix_inbox_unfinished",
            "resident_id",
            "id",
            postgresql_where=text("state IN ('files', 'open')"),
        ),
        Index("ix_inbox_files", "id", postgresql_where=text("state = 'files'")),
        Index("ix_inbox_open", "id", postgresql_where=text("state = 'open'")),
        Index("ix_inbox_poison", "id", postgresql_where=text("state = 'poison'")),
        Index("ix_inbox_received", "received_at"),
        # The web chat shows people what they said; other channels keep that themselves.
        Index("ix_inbox_web", "address_id", "id", postgresql_where=text("channel = 'web'")),
        QUEUE,
    )

    id: Mapped[BigId]
    channel: Mapped[Channel]
    bot: Mapped[str] = mapped_column(String(32), default="", server_default="")
    update_id: Mapped[str] = mapped_column(String(64))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id", ondelete="SET NULL"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id", ondelete="SET NULL"))
    body: Mapped[bytes | None] = mapped_column(EncryptedBytes)
    files: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)
    state: Mapped[InboxState]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    claimed_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
