"""Licence plates: the Dutch series, with their dashes; without these only near a word for a car."""

import re
from collections.abc import Iterator

from models.initiatives.personal_data.findings import Finding, Kind

# L for letters and 9 for figures, as the series of the RDW are written.
_SERIES = (
    *("LL-99-99", "99-99-LL", "99-LL-99", "LL-99-LL", "LL-LL-99", "99-LL-LL", "99-LLL-9"),
    *("9-LLL-99", "LL-999-L", "L-999-LL", "LLL-99-L", "L-99-LLL", "9-LL-999", "999-LL-9"),
)
_MONTHS = "jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec"
_CAR = re.compile(
    r"kenteken|nummer\s?(?:bord|plaat)|\bauto\w*|\bbus(?:je)?\b|bestel\w+|\bscooter\w*|brommer|"
    r"\bmotor\b|\bbolide|\bgolf\b|\bwagen\b|caravan|aanhanger|camper|\bvan\b.{0,12}\bparked|"
    r"\bcar\b|licen[cs]e plate|number plate|\bplate\b|parkeer|geparkeerd|parked",
    re.IGNORECASE,
)
_NEAR = 60


def _pattern(dash: str) -> re.Pattern[str]:
    written = (one.replace("-", dash).replace("L", "[A-Z]").replace("9", r"\d") for one in _SERIES)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?![\w-])", re.IGNORECASE)


_DASHED = _pattern("-")
_LOOSE = _pattern("[ .-]?")
# "tussen 10 en 12", "3 km": a word or a measure between figures.
_IS_WORD = re.compile(r"(?<![a-z])(?:km|cm|mm|nr|st|pp|mtr|hr|[a-z]*[aeiou][a-z]*)(?![a-z])")
_IS_DATE = re.compile(rf"\d+[ .-]?(?:{_MONTHS})[ .-]?\d+", re.IGNORECASE)
_IS_POSTCODE = re.compile(r"\d{4} ?[A-Z]{2}", re.IGNORECASE)


def plates(text: str) -> Iterator[Finding]:
    for found in _LOOSE.finditer(text):
        if _IS_DATE.fullmatch(found[0]) or _IS_POSTCODE.fullmatch(found[0]):
            continue
        near = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        loose = not _IS_WORD.search(_split(found[0])) and _CAR.search(near)
        if _DASHED.fullmatch(found[0]) or loose:
            yield Finding(found.start(), found.end(), Kind.PLATE)


def _split(written: str) -> str:
    """In small letters; capitals without spaces between are no words."""
    return written.lower() if re.search(r"\s", written) or written.islower() else ""
