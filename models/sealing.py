"""What a sealed value looks like, and one field key that seals and opens.

Ours is `1 byte form | 8 bytes mark of the key | 12 bytes nonce | AES-256-GCM`; the first two are
signed with it. The mark says at once which key opens it. Fernet tokens, as we sealed until
November 2026, are still opened. The figures behind this stand in docs/adr/0008-way-in.md.
"""

import base64
import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Fernet tokens begin with "g", so the first byte tells the two apart.
_FORM = b"\x01"
_NONCE = 12
HEAD = 9


class Unopened(Exception):
    """This key does not open it, or it is damaged."""


@dataclass(frozen=True)
class FieldKey:
    """`mark` tells this key from others and gives nothing of it away."""

    mark: str
    # What everything begins with that this key sealed.
    head: bytes
    _cipher: AESGCM
    _fernet: Fernet

    @classmethod
    def read(cls, key: str) -> "FieldKey":
        """A key of 32 bytes in URL-safe base64. Raises ValueError when it is none."""
        # Fernet uses the key itself; ours is derived from it, so that none serves two ciphers.
        fernet, secret = Fernet(key), base64.urlsafe_b64decode(key)
        derived = HKDF(SHA256(), 32, salt=None, info=b"wijkbot field seal 1").derive(secret)
        known = mark("field", key)
        return cls(known, _FORM + bytes.fromhex(known), AESGCM(derived), fernet)

    def seal(self, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return self.head + nonce + self._cipher.encrypt(nonce, plain, self.head)

    def open(self, sealed: bytes) -> bytes:
        """Raises Unopened."""
        try:
            if sealed[:1] != _FORM:
                return self._fernet.decrypt(sealed)
            nonce, rest = sealed[HEAD : HEAD + _NONCE], sealed[HEAD + _NONCE :]
            return self._cipher.decrypt(nonce, rest, sealed[:HEAD])
        except (InvalidToken, InvalidTag, ValueError) as error:
            raise Unopened from error


def mark(kind: str, key: str) -> str:
    """Sixteen characters that tell one key from another."""
    told = f"wijkbot {kind} key\0".encode() + base64.urlsafe_b64decode(key)
    return hashlib.sha256(told).hexdigest()[:16]
