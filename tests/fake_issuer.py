"""The login of a gemeente for the tests: a strict OpenID provider in a process of its own.

`python -m tests.fake_issuer` prints its address and answers until it is stopped. A test says who
logs in next, and what goes wrong, with a PUT to /next (`Next`). Signatures are real ones.
"""

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "wijkbot", "a secret of the tests"


@dataclass
class State:
    """What the issuer knows: its keys, who is next, and the codes that it gave."""

    key: RSAKey
    other_key: RSAKey
    next: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)


class Handler(BaseHTTPRequestHandler):
    """Discovery, keys, the login page (which asks nothing), and the token."""

    state: State

    @property
    def issuer(self) -> str:
        return f"http://{self.headers['Host']}"

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/.well-known/openid-configuration":
            self._json(self._discovery())
        elif path == "/keys":
            self._json({"keys": [self.state.key.as_dict(private=False)]})
        elif path == "/login":
            self._log_in({name: values[0] for name, values in asked.items()})
        else:
            self._json({}, 404)

    def do_PUT(self) -> None:
        self.state.next = json.loads(self._body())
        self._json({})

    def do_POST(self) -> None:
        form = {name: values[0] for name, values in parse_qs(self._body().decode()).items()}
        asked = self.state.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if self.headers.get("Authorization") != f"Basic {basic}":
            self._json({"error": "invalid_client"}, 401)
        elif (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            self._json({"error": "invalid_grant"}, 400)
        else:
            self._json(self._token(asked))

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.state.next.get("issuer", self.issuer),
            "authorization_endpoint": f"{self.issuer}/login",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def _log_in(self, asked: dict[str, str]) -> None:
        """Refuses what a strict provider refuses."""
        right = (
            asked.get("client_id") == CLIENT
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and all(asked.get(name) for name in ("state", "nonce", "code_challenge"))
        )
        if not right:
            self._json({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = asked
        told = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{told}")
        self.end_headers()

    def _token(self, asked: dict[str, str]) -> dict[str, Any]:
        now, said = int(time.time()), self.state.next
        # Whoever is sent here again logs in now; else they did so this morning.
        logged_in = now if asked.get("prompt") == "login" else now - 3 * 3600
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "auth_time": logged_in,
            "email_verified": True,
        } | said.get("claims", {})
        # An issuer leaves out what it does not say.
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.state.other_key if said.get("forged") else self.state.key
        header = {"alg": said.get("alg", "RS256"), "kid": self.state.key.kid}
        answer = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer"}
        if said.get("alg") == "none":
            id_token = f"{_part(header)}.{_part(claims)}."
        else:
            id_token = jwt.encode(header, claims, key)
        return answer if said.get("silent") else answer | {"id_token": id_token}

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _json(self, content: dict[str, Any], code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, format: str, *args: Any) -> None:
        return


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Issuer:
    """The running provider, as a test talks to it."""

    address: str

    def next(self, **said: Any) -> None:
        """Who logs in next (`claims`), and what goes wrong: forged, alg, silent, issuer."""
        body = json.dumps(said).encode()
        asked = urllib.request.Request(f"{self.address}/next", data=body, method="PUT")
        urllib.request.urlopen(asked, timeout=10).close()


@contextmanager
def running() -> Iterator[Issuer]:
    """The provider in its own process, gone afterwards."""
    command = [sys.executable, "-m", "tests.fake_issuer"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Issuer(process.stdout.readline().strip())
        finally:
            process.terminate()


def main() -> None:
    own, other = (RSAKey.generate_key(2048, auto_kid=True) for _ in range(2))
    Handler.state = State(own, other)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
