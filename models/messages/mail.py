"""Mail to colleagues, and one-time links for who advises them: an outbox of its own.

A mail is written in the transaction that decides on it and goes after that, at most once
(`bot/mailing.py`). Once it is final nothing is kept of it but when, and how it ended.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Index,
    SmallInteger,
    String,
    and_,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedText

# How long a mail waits for its next try; after the last one it has failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
KEPT = timedelta(days=30)
# A call to a mail server never takes so long: whoever had it in hand has died.
STUCK = timedelta(minutes=10)
HOLDS = timedelta(days=2)


class MailState(StrEnum):
    """queued -> sending -> sent | failed | unknown | expired. `unknown` is never sent again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


class Mail(Base):
    """One mail to one address. `reason` is a code of the server or of ours, never its words."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_queued", "id", postgresql_where=text("state = 'queued'")),)

    id: Mapped[BigId]
    recipient: Mapped[str | None] = mapped_column(EncryptedText)
    subject: Mapped[str | None] = mapped_column(EncryptedText)
    body: Mapped[str | None] = mapped_column(EncryptedText)
    dedupe: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[MailState]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    reason: Mapped[str | None] = mapped_column(String(32))


@dataclass(frozen=True)
class Letter:
    """What a mail says, as it will be read. It holds no personal data: mail is read in transit."""

    to: str
    subject: str
    text: str


def enqueue(
    session: Session,
    letter: Letter,
    *,
    dedupe: str,
    now: datetime,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Queue one mail. False where `dedupe` is known: it was queued before.

    It goes within a minute after this transaction, or from `not_before` on; what could not go
    by `expires_at` (two days, where none is given) does not go any more.
    """
    row = insert(Mail).values(
        recipient=letter.to.strip(),
        # A line's end in a subject would begin another header.
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        dedupe=dedupe,
        state=MailState.QUEUED,
        created_at=now,
        not_before=not_before,
        expires_at=expires_at or now + HOLDS,
    )
    return session.execute(row.on_conflict_do_nothing().returning(Mail.id)).first() is not None


def is_due(session: Session, now: datetime) -> bool:
    """Whether anything may go now."""
    return session.scalar(select(Mail.id).where(_due(now)).limit(1)) is not None


def take(session: Session, now: datetime) -> Mail | None:
    """The next mail, for whoever sends it as soon as this is committed."""
    mail = session.scalar(
        select(Mail).where(_due(now)).order_by(Mail.id).limit(1).with_for_update(skip_locked=True)
    )
    if mail is not None:
        mail.state, mail.claimed_at = MailState.SENDING, now
        mail.tries += 1
        session.flush()
    return mail


def close(session: Session, mail_id: int, end: MailState, now: datetime, why: str = "") -> None:
    """It ended so: from now on nothing tells to whom it went or what it said."""
    _end(session, Mail.id == mail_id, end, now, why or None)


def try_later(session: Session, mail_id: int, now: datetime, why: str) -> None:
    """The server did not take it now: once more in a while, until there is no next time."""
    mail = session.get_one(Mail, mail_id)
    if mail.tries > len(WAITS):
        close(session, mail_id, MailState.FAILED, now, why)
        return
    mail.state, mail.reason = MailState.QUEUED, why
    mail.not_before = now + WAITS[mail.tries - 1]


def tidy(session: Session, now: datetime) -> None:
    """Set aside what is too late, and what somebody had in hand who died; drop what is old."""
    _end(
        session,
        (Mail.state == MailState.QUEUED) & (Mail.expires_at < now),
        MailState.EXPIRED,
        now,
    )
    stuck = (Mail.state == MailState.SENDING) & (Mail.claimed_at < now - STUCK)
    _end(session, stuck, MailState.UNKNOWN, now, "died")
    session.execute(delete(Mail).where(Mail.done_at < now - KEPT))


def _due(now: datetime) -> ColumnElement[bool]:
    in_time = Mail.not_before.is_(None) | (Mail.not_before <= now)
    return and_(Mail.state == MailState.QUEUED, in_time, Mail.expires_at >= now)


def _end(
    session: Session,
    which: ColumnElement[bool],
    end: MailState,
    now: datetime,
    why: str | None = None,
) -> None:
    emptied = {"recipient": None, "subject": None, "body": None}
    session.execute(
        update(Mail)
        .where(which)
        .values(state=end, done_at=now, reason=why, **emptied)
        .execution_options(synchronize_session="fetch")
    )
