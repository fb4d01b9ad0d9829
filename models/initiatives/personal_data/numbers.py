"""Numbers that belong to one person: the burgerservicenummer and that of a bank account."""

import re
from collections.abc import Iterator

from stdnum import iban as iban_number
from stdnum.nl import bsn as bsn_number

from models.initiatives.personal_data.findings import Finding, Kind

_NINE = re.compile(r"(?<![\d.,-])\d(?:[ .\-]?\d){7,8}(?![\d]|[.,-]\d)")
# Any number passes the test of eleven once in eleven: only with these words near it is it one.
_OF_CITIZEN = re.compile(
    r"\bb\.?s\.?n\b|burger\s?service|sofi\s?-?n|\bsofi\b|service\s?nummer|digid|persoonsnummer|"
    r"citizen service|social security|paspoort|identiteitskaart|\bid-?kaart",
    re.IGNORECASE,
)
_NEAR = 60
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}[ .\-]?\d[ .\-]?\d(?:[ .\-]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE
)
_DUTCH = re.compile(r"NL\d\d[A-Z]{4}\d{9,11}")
_ACCOUNT = re.compile(
    r"\b(?:bank)?(?:rekening(?:nummer|nr)?|giro(?:nummer)?)\b[^\d.!?]{0,15}"
    r"(\d(?:[ .]?\d){5,9})(?!\d)",
    re.IGNORECASE,
)


def numbers(text: str) -> Iterator[Finding]:
    yield from _bsns(text)
    yield from _ibans(text)
    for found in _ACCOUNT.finditer(text):
        yield Finding(found.start(1), found.end(1), Kind.IBAN)


def _bsns(text: str) -> Iterator[Finding]:
    for found in _NINE.finditer(text):
        around = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        digits = re.sub(r"\D", "", found[0])
        if _OF_CITIZEN.search(around) and bsn_number.is_valid(digits):
            yield Finding(found.start(), found.end(), Kind.BSN)


def _ibans(text: str) -> Iterator[Finding]:
    for found in _IBAN.finditer(text):
        length = _length_of_iban(found[0])
        if length:
            yield Finding(found.start(), found.start() + length, Kind.IBAN)


def _length_of_iban(written: str) -> int:
    """How much of it is an account; with a wrong check it is still one, if it looks Dutch."""
    for end in range(len(written), 14, -1):
        if not written[end - 1].isalnum():
            continue
        bare = re.sub(r"[ .\-]", "", written[:end]).upper()
        if iban_number.is_valid(bare, check_country=False) or _DUTCH.fullmatch(bare):
            return end
    return 0
