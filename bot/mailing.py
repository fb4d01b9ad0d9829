"""Sending what waits in the mail outbox, over SMTP, each mail at most once.

Before the server has all of a mail a failure is surely no delivery, and the mail is tried again
later. From there on nobody can tell: what got no answer then is `unknown`.
"""

import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import Engine

from models.db import database_now, transaction
from models.messages import mail
from models.messages.mail import Mail, MailState

SECONDS = 20
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
# Enough for a round; the next one is a minute away.
AT_ONCE = 200


class MailAway(Exception):
    """The mail server could not be reached, or did not let us in. What waits goes on waiting."""


@dataclass(frozen=True)
class _End:
    """How one try ended. Without a state it is tried again."""

    state: MailState | None
    why: str = ""


@dataclass(frozen=True)
class Mailer:
    """`url` is `smtp://name:password@host:587` or `smtps://...`; `sender` who the mails are from.

    A password goes only over an encrypted line, unless the server is on this machine.
    """

    engine: Engine
    url: str
    sender: str

    def send_due(self) -> int:
        """Send what may go now. Returns how many were tried. Raises `MailAway`."""
        with transaction(self.engine) as session:
            now = database_now(session)
            mail.tidy(session, now)
            if not mail.is_due(session, now):
                return 0
        tried = 0
        with _line(self.url) as line:
            while tried < AT_ONCE and self._send_one(line):
                tried += 1
        return tried

    def _send_one(self, line: smtplib.SMTP) -> bool:
        with transaction(self.engine) as session:
            now = database_now(session)
            taken = mail.take(session, now)
        if taken is None:
            return False
        end = _hand_over(line, self.sender, taken, now)
        with transaction(self.engine) as session:
            now = database_now(session)
            if end.state is None:
                mail.try_later(session, taken.id, now, end.why)
            else:
                mail.close(session, taken.id, end.state, now, end.why)
        return True


@contextmanager
def _line(url: str) -> Iterator[smtplib.SMTP]:
    """A line to the server on which we may send. Raises `MailAway`."""
    try:
        line = _open(url)
    except (OSError, smtplib.SMTPException) as error:
        raise MailAway(type(error).__name__) from None
    try:
        yield line
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.quit()


def _open(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, safe = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        return _let_in(
            smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=safe), parts
        )
    return _let_in(smtplib.SMTP(host, parts.port or 587, timeout=SECONDS), parts, safe)


def _let_in(
    line: smtplib.SMTP, parts: SplitResult, safe: ssl.SSLContext | None = None
) -> smtplib.SMTP:
    """Encrypt a line that is not (`safe`), and say who we are."""
    try:
        line.ehlo()
        if safe and line.has_extn("starttls"):
            line.starttls(context=safe)
        elif safe and parts.username and parts.hostname not in HERE:
            raise MailAway("no encryption")
        if parts.username:
            line.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        line.close()
        raise
    return line


def _hand_over(line: smtplib.SMTP, sender: str, taken: Mail, now: datetime) -> _End:
    """Say one mail to the server, and hear what became of it."""
    body = _composed(sender, taken, now)
    try:
        line.ehlo_or_helo_if_needed()
        for code, _ in (line.mail(sender), line.rcpt(taken.recipient or "")):
            if code >= 300:
                line.rset()
                return _refused(code)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        return _End(None, type(error).__name__[:32])
    try:
        code, _ = line.data(body)
        return _refused(code) if code >= 300 else _End(MailState.SENT)
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return _End(MailState.UNKNOWN, type(error).__name__[:32])


def _refused(code: int) -> _End:
    """5xx is for ever, the rest for now."""
    return _End(MailState.FAILED if code >= 500 else None, str(code))


def _composed(sender: str, taken: Mail, now: datetime) -> bytes:
    """The mail as it goes on the line. Its id is the same each time it is tried."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, taken.recipient or ""
    message["Subject"] = taken.subject or ""
    message["Date"] = format_datetime(now)
    name = hashlib.sha256(taken.dedupe.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    message.set_content(taken.body or "", cte="quoted-printable")
    return bytes(message)
