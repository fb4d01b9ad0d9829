"""Telephone numbers of people, however they are written; those of desks (14038, 0900) are none."""

import re
from collections.abc import Iterator
from itertools import product

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberMatcher,
    PhoneNumberType,
    is_valid_number,
    number_type,
    parse,
)

from models.initiatives.personal_data.findings import Finding, Kind

_OF_PEOPLE = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
    PhoneNumberType.PERSONAL_NUMBER,
}
_DIGITS = {
    **dict.fromkeys(("nul", "zero", "oh", "o"), "0"),
    **{"een": "1", "één": "1", "one": "1", "twee": "2", "two": "2", "drie": "3", "three": "3"},
    **{"vier": "4", "four": "4", "vijf": "5", "five": "5", "zes": "6", "six": "6"},
    **{"zeven": "7", "seven": "7", "acht": "8", "eight": "8", "negen": "9", "nine": "9"},
}
_TEENS = (
    *("tien", "elf", "twaalf", "dertien", "veertien"),
    *("vijftien", "zestien", "zeventien", "achttien", "negentien"),
)
_TENS = "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"


def _spoken() -> dict[str, str]:
    """Every number up to 99 in words, with its digits."""
    said = dict(_DIGITS)
    said |= {word: str(10 + at) for at, word in enumerate(_TEENS)}
    for (ten, tens), (word, one) in product(enumerate(_TENS, 2), _DIGITS.items()):
        said[tens] = f"{ten}0"
        said[f"{word}en{tens}"] = said[f"{word}ën{tens}"] = f"{ten}{one}"
    return said


_SPOKEN = _spoken()
_WORD = "|".join(sorted(_SPOKEN, key=len, reverse=True))
_PART = re.compile(rf"\d+|(?<![^\W\d])(?:{_WORD})(?![^\W\d])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s.,\-–—/()]{0,4}(?:streepje\s|dash\s)?\Z", re.IGNORECASE)
_DATE = re.compile(r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d(?!\d|[./-]\d)")
# As it is dialled: from the gemeente's own country, or from anywhere with its number.
_WHOLE = re.compile(r"(?:0031|31)?0?([1-9]\d{8})")
# One digit too few or too many is a slip, and still somebody's number.
_MOBILE = re.compile(r"(?:0031|31)?0?6\d{7,9}")
_ASKED = re.compile(
    r"\b(?:bel|bellen|belt|tel|telefoon\w*|mobiel\w*|app|appen|whatsapp\w*|sms|call|phone|text)\b"
    r"[^\d.!?]{0,25}\Z",
    re.IGNORECASE,
)
Parts = list[tuple[int, int, str]]


def phones(text: str) -> Iterator[Finding]:
    """Those of the Netherlands in any writing, and those of elsewhere that begin with a plus."""
    plain = _DATE.sub(lambda date: "#" * len(date[0]), text)
    for parts in _runs(plain):
        yield from _in_run(plain, parts)
    for found in PhoneNumberMatcher(plain, None):
        if _is_of_person(found.number):
            yield Finding(found.start, found.end, Kind.PHONE)


def _runs(text: str) -> Iterator[Parts]:
    """Digits and spoken digits that follow each other."""
    run: Parts = []
    for part in _PART.finditer(text):
        between = text[run[-1][1] : part.start()] if run else ""
        if run and (not _BETWEEN.match(between) or ("," in between and part[0].isdecimal())):
            yield run
            run = []
        run.append((part.start(), part.end(), _SPOKEN.get(part[0].casefold(), part[0])))
    yield run


def _in_run(text: str, parts: Parts) -> Iterator[Finding]:
    first, free = 0, 0
    while first < len(parts):
        # What begins within "2026-03-15" begins nowhere.
        inside = first > free and text[parts[first][0] - 1] in "-." and parts[first][2].isdecimal()
        last = None if inside else _longest(text, parts, first)
        if last is not None:
            yield Finding(parts[first][0], parts[last][1], Kind.PHONE)
            free = last + 1
        first = first + 1 if last is None else last + 1


def _longest(text: str, parts: Parts, first: int) -> int | None:
    """The last part of the longest number that begins at this part."""
    digits, found = "", None
    for at in range(first, min(len(parts), first + 14)):
        digits += parts[at][2]
        if len(digits) > 13:
            break
        goes_on = re.match(r"[.,:]\d", text[parts[at][1] :])
        if not goes_on and _is_number(text, parts[first][0], digits):
            found = at
    return found


def _is_number(text: str, start: int, digits: str) -> bool:
    before = text[max(0, start - 50) : start]
    begins = digits.startswith("0") or (digits.startswith("31") and before.endswith("+"))
    if not begins:
        # Within the place itself people leave the first part out.
        local = len(digits) in (6, 7) or (len(digits) == 9 and digits.startswith("6"))
        return local and bool(_ASKED.search(before))
    if _MOBILE.fullmatch(digits):
        return True
    whole = _WHOLE.fullmatch(digits)
    return whole is not None and _is_of_person(_parsed("+31" + whole[1]))


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return parse(number)
    except NumberParseException:
        return None


def _is_of_person(number: PhoneNumber | None) -> bool:
    return number is not None and is_valid_number(number) and number_type(number) in _OF_PEOPLE
