"""What does not add up: messages that are missing, and work that stands still."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class GapKind(StrEnum):
    """`reminder`, `check_in`, `result`: a mailing whose messages are not as many as planned.

    `no_reply`: an update that was handled, without a reply. `open`, `files`, `sending`: rows that
    wait longer than anything of ours takes.
    """

    REMINDER = "reminder"
    CHECK_IN = "check_in"
    RESULT = "result"
    NO_REPLY = "no_reply"
    OPEN = "open"
    FILES = "files"
    SENDING = "sending"


class Gap(Base):
    """One thing that does not add up, for as long as it does not.

    `subject` is the id of the occurrence, check-in or inbox row, 0 for what stands still. `n` is
    how many messages are missing (less than none: too many), or how many rows stand still.
    """

    __tablename__ = "gap"

    kind: Mapped[GapKind] = mapped_column(primary_key=True)
    subject: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    n: Mapped[int]
    since: Mapped[datetime]


@dataclass(frozen=True)
class Found:
    """Something that does not add up at this moment; the fields are those of `Gap`."""

    kind: GapKind
    subject: int
    n: int


class Reconciliation(Base):
    """How far reconciling came: when, and up to which row of the inbox. One row, `name` "inbox"."""

    __tablename__ = "reconciliation"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    up_to: Mapped[int]
