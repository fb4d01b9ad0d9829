"""The keys over people's own fields: sealing, opening, and finding again without opening.

Two kinds of keys, both outside the database. *Field keys* seal what people are and say; the
first seals, all open, so keys rotate by putting a new one in front. The *lookup key* makes an
HMAC by which a known person is found; it is a key of its own, because rotating the field keys
must not turn residents into strangers.

A process installs its keys once, at its start (`install`).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator


class KeysMissing(Exception):
    """There are no usable keys: none installed, or one that is no key."""


class WrongKey(Exception):
    """What was sealed cannot be opened with the installed field keys."""


@dataclass(frozen=True)
class Marks:
    """Sixteen characters for each key: they tell keys apart and give nothing of them away.

    `fields` are in the order in which the keys were given; the first one seals.
    """

    fields: tuple[str, ...]
    lookup: str


@dataclass(frozen=True)
class _Keyring:
    fields: MultiFernet
    first: Fernet
    lookup: bytes
    marks: Marks


_installed: _Keyring | None = None


def install(field_keys: Sequence[str], lookup_key: str) -> None:
    """Take these keys for the whole process. Each is 32 bytes in URL-safe base64.

    The first field key seals; the others open what was sealed before a rotation.
    Raises `KeysMissing` when there is none, or when one is no key.
    """
    global _installed
    if not field_keys:
        raise KeysMissing("there is no field key")
    try:
        fields = [Fernet(key) for key in field_keys]
        lookup_bytes = base64.urlsafe_b64decode(lookup_key)
    except ValueError as error:
        raise KeysMissing("a key is not 32 bytes in URL-safe base64") from error
    if len(lookup_bytes) != 32:
        raise KeysMissing("the lookup key is not 32 bytes in URL-safe base64")
    marks = Marks(tuple(_mark("field", key) for key in field_keys), _mark("lookup", lookup_key))
    _installed = _Keyring(MultiFernet(fields), fields[0], lookup_bytes, marks)


def _mark(kind: str, key: str) -> str:
    told = f"wijkbot {kind} key\0".encode() + base64.urlsafe_b64decode(key)
    return hashlib.sha256(told).hexdigest()[:16]


def new_key() -> str:
    """A fresh key, fit for a field key or the lookup key."""
    return Fernet.generate_key().decode("ascii")


def _keyring() -> _Keyring:
    if _installed is None:
        raise KeysMissing("no keys are installed")
    return _installed


def seal(plain: bytes) -> bytes:
    """Encrypt and sign under the first field key."""
    return _keyring().fields.encrypt(plain)


def open_sealed(sealed: bytes) -> bytes:
    """The bytes that were sealed. Raises `WrongKey` when none of the field keys fits."""
    try:
        return _keyring().fields.decrypt(sealed)
    except InvalidToken as error:
        raise WrongKey("sealed under another key, or damaged") from error


def reseal(sealed: bytes) -> bytes:
    """The same content under the first field key. Raises `WrongKey`."""
    try:
        return _keyring().fields.rotate(sealed)
    except InvalidToken as error:
        raise WrongKey("sealed under another key, or damaged") from error


def is_first(sealed: bytes) -> bool:
    """Whether this was sealed under the first field key, so that the others are not needed."""
    try:
        _keyring().first.decrypt(sealed)
    except InvalidToken:
        return False
    return True


def lookup(*parts: str) -> bytes:
    """32 bytes that stand for these parts in this order: HMAC-SHA256 under the lookup key.

    Each part is preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    message = bytearray()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        message += len(encoded).to_bytes(8, "big") + encoded
    return hmac.digest(_keyring().lookup, bytes(message), "sha256")


def marks() -> Marks:
    """What tells the installed keys from others."""
    return _keyring().marks


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes, sealed in a bytea column."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bytes | None:
        return None if value is None else open_sealed(value)


class EncryptedText(TypeDecorator[str]):
    """Text, sealed in a bytea column. Keeps what PostgreSQL's text cannot: `\\u0000` too."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value.encode("utf-8", "surrogatepass"))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else open_sealed(value).decode("utf-8", "surrogatepass")


class EncryptedJson(TypeDecorator[Any]):
    """Any JSON value, sealed in a bytea column; `None` is NULL, as with other columns.

    A change inside the value is not seen: assign a new value to store it.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(json.dumps(value).encode("ascii"))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        return None if value is None else json.loads(open_sealed(value))
