"""People who can be told from a text: named, or pointed at by the number of their house.

Who holds a public office, and what is called after somebody, is no alarm.
"""

import re
from collections.abc import Iterator

from models.initiatives.personal_data.findings import Finding, Kind
from models.initiatives.personal_data.vocabulary import PARTICLES, either, words

# One way only to read each letter: otherwise a long word takes for ever.
_SMALL, _BREAK = r"[a-zà-ÿşğıç'’]+", r"(?:-[A-ZÀ-Ý]?|[A-ZÀ-Ý])"
_CAP = rf"(?:[A-ZÀ-ÝŞĞİÇ](?:{_SMALL}(?:{_BREAK}{_SMALL})*|(?:{_BREAK}{_SMALL})+)|[A-Z]\.)"
_WORD = r"[^\W\d_][\w'’-]*"
_NAME = rf"(?:(?i:{PARTICLES})\s+)?(?:{_CAP})(?:\s+(?:(?i:{PARTICLES})\s+)?{_CAP}){{0,2}}"
_TITLE = rf"{either('titles')}\.?"
_CALLED = (
    r"(?:\s*,\s*|\s+(?:heet|genaamd|genoemd|die\s+\w+\s+heet|called|named|is\s+called)\s+|\s+)"
)
_OFFICE = re.compile(rf"\b{either('offices')}\s+\Z", re.IGNORECASE)
_THING = re.compile(rf"[\s-]*{either('called_after')}", re.IGNORECASE)
_IN_STREET = re.compile(rf"(?:{either('called_after')}|land|landen|broek|hagen)\Z", re.IGNORECASE)

_TITLED = re.compile(rf"\b(?i:{_TITLE})\s+({_NAME})")
_TITLED_SMALL = re.compile(rf"\b{_TITLE}\s+((?:{PARTICLES}\s+)?({_WORD}))", re.IGNORECASE)
_TITLED_SHORT = re.compile(
    rf"(?<!\w)(?:mevr\.?|mw\.?|dhr\.?|fam\.|mr\.|mrs\.?)\s+((?:{PARTICLES}\s+)?({_WORD}))",
    re.IGNORECASE,
)
_KIN_NAMED = re.compile(rf"\b(?i:{either('kin')}){_CALLED}({_NAME})")
_KIN_SMALL = re.compile(
    rf"\b{either('kin')}{_CALLED}({_WORD})(?:\s+(?:{PARTICLES}\s+)?{_WORD})?", re.IGNORECASE
)
_CALLS_SELF = re.compile(
    rf"\b(?i:(?:(?:ik )?heet|naam:|name:|contactpersoon:?|aanspreekpunt:?|t\.?n\.?v\.?|namens)|"
    rf"(ik heet|mijn naam is|my name is|i am called))\s+({_NAME})"
)
_FULL = re.compile(rf"(?<![\w-])({_CAP})\s+((?:(?i:{PARTICLES})\s+)?{_CAP})(?!\w)")
_FULL_SMALL = re.compile(rf"(?<![\w-])({_WORD})\s+(?:{PARTICLES}\s+)?({_WORD})", re.IGNORECASE)
_AT_HOUSE = re.compile(
    rf"\b(?:{either('people')}|die|degene|iemand|someone)(?:\s+(?:die|daar|hier|who|that))?"
    r"(?:\s+(?:woont|wonen|lives?|living))?(?:\s+(?:hier|daar))?\s+"
    r"(?:van|op|uit|in|bij|at|from|of)\s+"
    r"(?:(?:huis)?(?:nummer|nr\.?|no\.?|number)\s*\d{1,4}|huis\s+\d{1,4})[a-z]?\b",
    re.IGNORECASE,
)
_AT_DOOR = re.compile(
    r"\b(?:buren\s+van|(?:buren|buurman|buurvrouw|neighbou?rs?)\s+(?:op|at|from))\s+\d{1,4}[a-z]?"
    r"(?=\s*[.,;!?]|\s*\Z|"
    r"\s+(?:is|zijn|heeft|hebben|maakt|maken|doet|doen|die|wil|willen|en|are|has))",
    re.IGNORECASE,
)


def persons(text: str) -> Iterator[Finding]:
    for pattern in (_AT_HOUSE, _AT_DOOR):
        for found in pattern.finditer(text):
            yield _finding(found)
    yield from _titled(text)
    yield from _of_kin(text)
    yield from _calls_self(text)
    yield from _full_names(text)


def _finding(found: re.Match[str]) -> Finding:
    return Finding(found.start(), found.end(), Kind.PERSON)


def _titled(text: str) -> Iterator[Finding]:
    for found in _TITLED.finditer(text):
        if _may_be_name(text, found, 1):
            yield _finding(found)
    for found in _TITLED_SMALL.finditer(text):
        if found[2].casefold() in words("last_names") and not _is_thing(text, found.end()):
            yield _finding(found)
    for found in _TITLED_SHORT.finditer(text):
        no_name = found[2].casefold() in words("no_names") or len(found[2]) < 3
        if not no_name and not _is_thing(text, found.end()):
            yield _finding(found)


def _of_kin(text: str) -> Iterator[Finding]:
    for found in _KIN_NAMED.finditer(text):
        if _may_be_name(text, found, 1):
            yield _finding(found)
    for found in _KIN_SMALL.finditer(text):
        if _is_small_first_name(found[1]):
            yield Finding(found.start(), found.end(1), Kind.PERSON)


def _calls_self(text: str) -> Iterator[Finding]:
    for found in _CALLS_SELF.finditer(text):
        sure = found[1] or found[2].casefold().split()[0] in words("first_names")
        if sure and _may_be_name(text, found, 2):
            yield Finding(found.start(2), found.end(2), Kind.PERSON)


def _full_names(text: str) -> Iterator[Finding]:
    for found in _FULL.finditer(text):
        first, last = found[1].casefold(), found[2].casefold().split()[-1]
        known = first in words("first_names")
        likely = last in words("last_names") - words("things")
        named = known or (likely and first not in words("no_first_names"))
        if named and _may_be_name(text, found, 0):
            yield _finding(found)
    yield from _small_full_names(text)


def _small_full_names(text: str) -> Iterator[Finding]:
    """In small letters both names must be known. Each word may be the first one."""
    at = 0
    while found := _FULL_SMALL.search(text, at):
        at = found.end(1)
        named = _is_small_first_name(found[1]) and found[2].casefold() in words("last_names")
        if named and _may_be_name(text, found, 0):
            yield _finding(found)


def _is_small_first_name(word: str) -> bool:
    return word.casefold() in words("first_names") - words("also_words")


def _may_be_name(text: str, found: re.Match[str], group: int) -> bool:
    name = " ".join(found[group].casefold().split())
    parts = name.split()
    return (
        parts[0] not in words("no_names")
        and parts[-1] not in words("no_names")
        and not name.startswith(tuple(words("known_names")))
        and not _OFFICE.search(text[: found.start()])
        and not _is_thing(text, found.end(group))
        and not _IN_STREET.search(parts[-1])
    )


def _is_thing(text: str, end: int) -> bool:
    """Called after a person: "Anne Frankschool", "Johan Cruijff Court"."""
    return bool(_THING.match(text[end:]))
