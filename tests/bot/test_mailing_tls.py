"""Mail goes over an encrypted line to the server that it is for, and to no other."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine

from bot.mailing import MailAway, Mailer
from models.messages.mail import MailState
from tests.bot.test_mailing import FROM, Server, enqueue, rows
from tests.live import free_port

PASSWORD = "g/h:e@im"
TOLD = "g%2Fh%3Ae%40im"


@dataclass
class Locked(Server):
    """A server that takes mail over an encrypted line, from who knows its password."""

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not (self.is_encrypted(server) and session.authenticated):
            return "530 not like this"
        envelope.mail_from = address
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, how: str, said: object
    ) -> AuthResult:
        known = isinstance(said, LoginPassword) and said.password == PASSWORD.encode()
        return AuthResult(success=known and self.is_encrypted(server), handled=False)

    def is_encrypted(self, server: SMTP) -> bool:
        return bool(server.transport and server.transport.get_extra_info("ssl_object"))


@pytest.fixture
def locked() -> Locked:
    return Locked()


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of our server and its key; this machine trusts it."""
    made = certificate(tmp_path / "ours.pem", "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


def certificate(path: Path, address: str) -> Path:
    """A certificate for a server at this address, signed by itself, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name(address)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    secret = key.private_bytes(*form, plain)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


def _name(address: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])


class Door(Controller):
    """The library knocks at its own door once, with the server's side of TLS, which no Python
    takes from a client any more. A knock without a word does as well."""

    def _trigger_server(self) -> None:
        socket.create_connection((self.hostname, self.port), 5).close()


@contextmanager
def serving(handler: Locked, papers: Path, scheme: str) -> Iterator[str]:
    """The address of the server, encrypted from its first byte (smtps) or by STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers)
    safe = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    controller = Door(
        handler,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=handler.authenticate,
        auth_require_tls=scheme == "smtp",
        **safe,  # type: ignore[arg-type]
    )
    controller.start()
    try:
        yield f"{scheme}://wijk:{TOLD}@127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_it_goes_encrypted_and_with_the_password(
    engine: Engine, locked: Locked, papers: Path, scheme: str
) -> None:
    enqueue(engine)
    with serving(locked, papers, scheme) as url:
        assert Mailer(engine, url, FROM).send_due() == 1
    assert len(locked.taken) == 1
    assert rows(engine)[0].state is MailState.SENT


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("whose", ["strangers", "elsewhere"])
def test_a_server_that_cannot_show_who_it_is_gets_nothing(
    engine: Engine, locked: Locked, papers: Path, tmp_path: Path, scheme: str, whose: str
) -> None:
    """Its certificate is not trusted here, or is trusted and of another address."""
    address = "127.0.0.1" if whose == "strangers" else "127.0.0.2"
    theirs = certificate(tmp_path / "theirs.pem", address)
    if whose == "elsewhere":
        papers.write_bytes(theirs.read_bytes())
    enqueue(engine)
    with (
        serving(locked, theirs, scheme) as url,
        pytest.raises(MailAway, match="SSLCertVerificationError"),
    ):
        Mailer(engine, url, FROM).send_due()
    assert locked.taken == []
    assert rows(engine)[0].state is MailState.QUEUED


def test_a_wrong_password_leaves_the_mail_waiting(
    engine: Engine, locked: Locked, papers: Path
) -> None:
    enqueue(engine)
    with (
        serving(locked, papers, "smtp") as url,
        pytest.raises(MailAway, match="SMTPAuthenticationError"),
    ):
        Mailer(engine, url.replace(TOLD, "geraden"), FROM).send_due()
    assert locked.taken == []
    assert rows(engine)[0].state is MailState.QUEUED
