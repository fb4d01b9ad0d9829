"""Front doors: a street with a number, a full postcode, the place where somebody says they live.

A street alone is a public place and no alarm.
"""

import re
from collections.abc import Iterator

from stdnum.nl import postcode as postcode_number

from models.initiatives.personal_data.findings import Finding, Kind
from models.initiatives.personal_data.vocabulary import either, words

_STREET = either("streets")
_ANY = either("streets", "street_names")
_NUMBER = r"(?:huis)?(?:nummer|nr\.?|num\.|no\.|number|#)"
_EXTRA = (
    r"(?:\s?-\s?\d{1,3}[a-z]?\b|\s?-?[a-z](?![\w'’])|\s?/\s?\d{1,3}\b|"
    r"\s(?:[a-df-h]|bis|hs|rood|zwart|[iv]{2,4})(?![\w'’]))?"
)
# A year is no house.
_HOUSE = rf"(?!(?:19|20)\d\d\b)\d{{1,4}}{_EXTRA}"
_ADDRESS = re.compile(
    rf"(?<![\w'’-])(?!{either('no_streets')}\b)(?:[\w'’-]{{2,40}}?{_STREET}"
    rf"|(?<=[a-z,:(]\s)(?-i:[A-Z][\w'’-]{{1,40}}?){either('street_names')}"
    r"|(?-i:(?:Grote|Nieuwe|Oude|Korte|Lange|Kleine|Hoge|Lage|Het|De)\s+[A-Z][\w'’-]+)"
    rf"|(?-i:[A-Z])[\w'’-]{{0,40}}\s{_ANY})"
    rf"(?:\s*,?\s+{_NUMBER}\s*|\s*,?\s+|(?<=[a-z])(?=\d)){_HOUSE}(?!\w)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\s?(?:[%€°]|:\d|[.,]\d|(?:of|tot|à|t/m)\s\d|{either('counted')}(?!\w))", re.IGNORECASE
)
_MANY = re.compile(r"\s[a-zà-ÿ]{3,}(?:en|ers|jes|els|s|bank|boom|fiets|auto|bak|paal)\b")
_NO_NOUN = re.compile(rf"\s{either('verbs')}\b")
_AMID = re.compile(r"\b(?:in|op|langs|door|van|bij|aan)\s+(?:(?:de|het|onze|deze)\s+)?\Z", re.I)
_LIVES = re.compile(
    r"\b(?:woo?nt?|wonen|woonachtig|woonde|adres|address|thuis|huis|live|living|lives)\b"
    r"(?:\s+(?:ik|wij|we|hij|zij|ze|is|zelf|samen|nu|hier|al|er|here|dus|namelijk)\b)*\s*:?\s*"
    r"(?:aan|op|in|at|on|naast|bij)?\s*(?:de|het|'t|the)?\s*"
    rf"((?-i:[A-ZÀ-Ý])[\w'’-]+(?:\s+[A-ZÀ-Ýa-z'’-]+)?\s+(?:{_NUMBER}\s*)?{_HOUSE})(?!\w)",
    re.IGNORECASE,
)
# "Op nummer 1 staat veiligheid" is no house.
_AT_NUMBER = re.compile(
    rf"\b(?:op|van|naast|bij|tegenover|achter|boven|at|from)\s+{_NUMBER}\s*"
    rf"((?![1-3]\b){_HOUSE})(?!\w)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    rf"\b(?:at|address is|address:|live on|on)\s+({_HOUSE},?\s+(?-i:[A-Z])[a-z'’-]*\s?{_ANY})\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![\w-])[1-9]\d{3} ?[A-Za-z]{2}(?![\w'])")


def addresses(text: str) -> Iterator[Finding]:
    for found in _ADDRESS.finditer(text):
        if not _counts(text, found):
            yield Finding(found.start(), found.end(), Kind.ADDRESS)
    for pattern in (_LIVES, _AT_NUMBER, _ENGLISH):
        for found in pattern.finditer(text):
            if not _COUNTED.match(text[found.end() :]):
                yield Finding(found.start(1), found.end(1), Kind.ADDRESS)
    yield from _postcodes(text)


def _counts(text: str, found: re.Match[str]) -> bool:
    """Whether the number counts what follows: "in de Dorpsstraat 10 bomen"."""
    after = text[found.end() :]
    if _COUNTED.match(after):
        return True
    many = _MANY.match(after) and not _NO_NOUN.match(after)
    return bool(many and _AMID.search(text[: found.start()]))


def _postcodes(text: str) -> Iterator[Finding]:
    for found in _POSTCODE.finditer(text):
        letters, apart = found[0][-2:], " " in found[0]
        named = "postcode" in text[max(0, found.start() - 20) : found.start()].casefold()
        # "in 2026 op", "8022 en 8023": words, whoever shouts them in capitals too.
        small = apart and letters.casefold() in words("small_words")
        word = small and (letters.islower() or not named)
        loose = apart and letters.islower() and not named
        if postcode_number.is_valid(found[0]) and not word and not loose:
            yield Finding(found.start(), found.end(), Kind.ADDRESS)
