"""The keys over people's own fields: sealing, opening, and finding again without opening.

Two kinds of keys, both outside the database. *Field keys* seal what people are and say; the
first seals, all open, so keys rotate by putting a new one in front. The *lookup key* makes an
HMAC by which a known person is found; it is a key of its own, because rotating the field keys
must not turn residents into strangers.

A process installs its keys once, at its start (`install`). What a sealed value looks like says
`models/sealing.py`.
"""

import base64
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from models import quick_json
from models.sealing import HEAD, FieldKey, Unopened, mark


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
    first: FieldKey
    by_head: Mapping[bytes, FieldKey]
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
        fields = [FieldKey.read(key) for key in field_keys]
        lookup_bytes = base64.urlsafe_b64decode(lookup_key)
    except ValueError as error:
        raise KeysMissing("a key is not 32 bytes in URL-safe base64") from error
    if len(lookup_bytes) != 32:
        raise KeysMissing("the lookup key is not 32 bytes in URL-safe base64")
    marks = Marks(tuple(field.mark for field in fields), mark("lookup", lookup_key))
    by_head = {field.head: field for field in fields}
    _installed = _Keyring(fields[0], by_head, lookup_bytes, marks)


def new_key() -> str:
    """A fresh key, fit for a field key or the lookup key."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode("ascii")


def _keyring() -> _Keyring:
    if _installed is None:
        raise KeysMissing("no keys are installed")
    return _installed


class Sealed(bytes):
    """Bytes that are sealed already: a sealed column takes them as they are."""


def seal(plain: bytes) -> Sealed:
    """Encrypt and sign under the first field key."""
    return Sealed(_keyring().first.seal(plain))


def open_sealed(sealed: bytes) -> bytes:
    """The bytes that were sealed. Raises `WrongKey` when none of the field keys fits."""
    by_head = _keyring().by_head
    marked = by_head.get(sealed[:HEAD])
    # A Fernet token names no key, so each is tried.
    for key in [marked] if marked else by_head.values():
        try:
            return key.open(sealed)
        except Unopened:
            continue
    raise WrongKey("sealed under another key, or damaged")


def seal_json(value: Any) -> Sealed:
    """A JSON value, sealed. Raises TypeError or ValueError for what is no JSON."""
    return seal(quick_json.dumps(value))


def open_json(sealed: bytes) -> Any:
    """The JSON value that was sealed. Raises `WrongKey`."""
    return quick_json.loads(open_sealed(sealed))


def reseal(sealed: bytes) -> Sealed:
    """The same content under the first field key. Raises `WrongKey`."""
    return seal(open_sealed(sealed))


def is_first(sealed: bytes) -> bool:
    """Whether the first field key opens this, so that the others are not needed."""
    try:
        _keyring().first.open(sealed)
    except Unopened:
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
        return value if value is None or isinstance(value, Sealed) else seal(value)

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
        return value if value is None or isinstance(value, Sealed) else seal_json(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        return None if value is None else open_json(value)
