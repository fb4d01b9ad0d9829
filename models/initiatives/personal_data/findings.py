"""What was found in a text: which kind, and from which letter to which."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The value is the last part of the keys of its texts."""

    BSN = "bsn"
    IBAN = "iban"
    MAIL = "mail"
    PHONE = "phone"
    PLATE = "plate"
    ADDRESS = "address"
    PERSON = "person"
    INSULT = "insult"


@dataclass(frozen=True, order=True)
class Finding:
    """`text[start:end]` is of this kind."""

    start: int
    end: int
    kind: Kind


def one_each(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of the text, none over another: of two in one place the longest stays."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept))


def pieces(text: str, found: Iterable[Finding]) -> Iterator[tuple[str, Kind | None]]:
    """The whole text cut in what was found and what lies between, for showing it."""
    at = 0
    for one in found:
        if one.start > at:
            yield text[at : one.start], None
        yield text[one.start : one.end], one.kind
        at = one.end
    if at < len(text):
        yield text[at:], None
