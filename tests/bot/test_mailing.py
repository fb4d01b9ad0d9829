"""Mail to colleagues: once, after the transaction, and with an end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import Engine, select, update

from bot.mailing import MailAway, Mailer
from models.db import database_now, transaction
from models.messages import mail
from models.messages.mail import WAITS, Letter, Mail, MailState
from tests.live import free_port

LETTER = Letter("wm@zwolle.example", "Nieuw in Zuid", "Er is één nieuwe inbreng.\n\nGroet")
FROM = "wijk@zwolle.example"


@dataclass
class Server:
    """A strict mail server: what it took, and what it answers next."""

    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    hang_up: bool = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not address.endswith(".example"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(self._checked(raw))
        if self.hang_up:
            assert server.transport
            server.transport.close()
        return "250 OK"

    def _checked(self, raw: bytes) -> EmailMessage:
        """What other servers refuse or change is refused here."""
        assert raw.isascii()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        message = message_from_bytes(raw, policy=default)
        for name in ("From", "To", "Subject", "Date", "Message-ID"):
            assert len(message.get_all(name) or ()) == 1, name
        assert not message.defects
        known = {each["Message-ID"] for each in self.taken}
        assert message["Message-ID"] not in known
        return message


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def mailer(engine: Engine, url: str) -> Mailer:
    return Mailer(engine, url, FROM)


def enqueue(engine: Engine, dedupe: str = "a", letter: Letter = LETTER) -> bool:
    with transaction(engine) as session:
        return mail.enqueue(session, letter, dedupe=dedupe, now=database_now(session))


def rows(engine: Engine) -> list[Mail]:
    with transaction(engine) as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def wait_over(engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(update(Mail).values(not_before=None))


def test_a_mail_goes_once_and_nothing_of_it_is_kept(
    engine: Engine, server: Server, mailer: Mailer
) -> None:
    assert enqueue(engine)
    assert not enqueue(engine)
    assert mailer.send_due() == 1
    assert mailer.send_due() == 0
    (got,) = server.taken
    assert (got["From"], got["To"], got["Subject"]) == (FROM, LETTER.to, LETTER.subject)
    assert got.get_content().strip().splitlines() == LETTER.text.splitlines()
    (row,) = rows(engine)
    assert (row.state, row.recipient, row.subject, row.body) == (MailState.SENT, None, None, None)


def test_what_is_rolled_back_is_never_sent(engine: Engine, mailer: Mailer, server: Server) -> None:
    with transaction(engine) as session:
        mail.enqueue(session, LETTER, dedupe="a", now=database_now(session))
        session.rollback()
    assert mailer.send_due() == 0
    assert server.taken == []


def test_a_subject_makes_no_header(engine: Engine, mailer: Mailer, server: Server) -> None:
    enqueue(engine, letter=Letter(LETTER.to, "Nieuw\r\nBcc: x@y.example", ".\nFrom: x\n."))
    mailer.send_due()
    (got,) = server.taken
    assert got["Bcc"] is None
    assert got["Subject"] == "Nieuw Bcc: x@y.example"


def test_not_now_is_tried_again_until_it_has_failed(
    engine: Engine, mailer: Mailer, server: Server
) -> None:
    enqueue(engine)
    server.answers = ["451 later"] * (len(WAITS) + 1)
    for _ in range(len(WAITS)):
        assert mailer.send_due() == 1
        assert mailer.send_due() == 0
        assert rows(engine)[0].state == MailState.QUEUED
        wait_over(engine)
    mailer.send_due()
    assert (rows(engine)[0].state, rows(engine)[0].reason) == (MailState.FAILED, "451")
    assert mailer.send_due() == 0


def test_a_second_try_arrives(engine: Engine, mailer: Mailer, server: Server) -> None:
    enqueue(engine)
    server.answers = ["451 later"]
    mailer.send_due()
    wait_over(engine)
    mailer.send_due()
    assert len(server.taken) == 1


def test_never_is_never(engine: Engine, mailer: Mailer, server: Server) -> None:
    enqueue(engine, "unknown", Letter("x@nowhere.test", "s", "t"))
    enqueue(engine, "refused")
    enqueue(engine, "good")
    server.answers = ["554 no"]
    assert mailer.send_due() == 3
    assert [row.state for row in rows(engine)] == ["failed", "failed", "sent"]
    assert [row.reason for row in rows(engine)] == ["550", "554", None]


def test_who_hangs_up_after_the_last_word_may_have_it(
    engine: Engine, mailer: Mailer, server: Server
) -> None:
    enqueue(engine)
    server.hang_up = True
    mailer.send_due()
    assert rows(engine)[0].state == MailState.UNKNOWN
    server.hang_up = False
    wait_over(engine)
    assert mailer.send_due() == 0
    assert len(server.taken) == 1


def test_a_server_that_is_away_costs_no_try(engine: Engine) -> None:
    enqueue(engine)
    with pytest.raises(MailAway):
        Mailer(engine, f"smtp://127.0.0.1:{free_port()}", FROM).send_due()
    assert (rows(engine)[0].state, rows(engine)[0].tries) == (MailState.QUEUED, 0)


def test_who_died_with_a_mail_in_hand_leaves_it_unknown(engine: Engine, mailer: Mailer) -> None:
    enqueue(engine)
    with transaction(engine) as session:
        now = database_now(session)
        assert mail.take(session, now)
        assert mail.take(session, now) is None
    with transaction(engine) as session:
        mail.tidy(session, now + timedelta(minutes=11))
    assert (rows(engine)[0].state, rows(engine)[0].reason) == (MailState.UNKNOWN, "died")


def test_too_late_is_too_late_and_old_rows_go(engine: Engine, mailer: Mailer) -> None:
    enqueue(engine)
    with transaction(engine) as session:
        now = database_now(session)
        mail.tidy(session, now + timedelta(days=3))
    assert rows(engine)[0].state == MailState.EXPIRED
    with transaction(engine) as session:
        mail.tidy(session, now + timedelta(days=34))
    assert rows(engine) == []


# The server warns of what we want here: to see a password, on this machine, without a certificate.
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_password_is_told_to_a_server_that_asks(engine: Engine, server: Server) -> None:
    def knows(
        server: SMTP, session: Session, envelope: Envelope, way: str, told: object
    ) -> AuthResult:
        good = told == LoginPassword(b"wijk", b"g@heim/")
        return AuthResult(success=good, handled=good)

    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=knows,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        enqueue(engine)
        at = f"127.0.0.1:{controller.port}"
        with pytest.raises(MailAway):
            Mailer(engine, f"smtp://wijk:wrong@{at}", FROM).send_due()
        assert Mailer(engine, f"smtp://wijk:g%40heim%2F@{at}", FROM).send_due() == 1
    finally:
        controller.stop()
    assert len(server.taken) == 1
