"""Words that hurt people. That something is "kut" hurts nobody; that somebody is, does."""

import re
from collections.abc import Iterator

from models.initiatives.personal_data.findings import Finding, Kind
from models.initiatives.personal_data.vocabulary import either, words

_LIKE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "$": "s", "@": "a"})
_TOKEN = re.compile(r"(?<![\w@.])[^\W_][\w*$@'’-]*")
_PEOPLE = either("people", "groups")
_TOWARDS = re.compile(
    rf"\b(?:{either('curses')}[\s-]*|{either('degrading')}\s+(?:\w+\s+)?){_PEOPLE}(?!\w)"
)
_IS = (
    r"(?:jij|je|jullie|u|hij|zij|ze|die|dat|you|he|she|they|"
    rf"(?:(?:de|die|onze|mijn|our|my|the|this|that)\s+)?{_PEOPLE})\s+"
    r"(?:bent|ben|is|zijn|lijkt|lijken|are)\s+"
)
_RATHER = (
    r"(?:(?:echt|gewoon|allemaal|ook|zo|te|wel|een|'n|zo'n|stel|stelletje|grote|vieze|vuile|echte|"
    r"enorme|really|just|all|such|a|an|bunch|of|big|total|complete|dirty|lying)\s+)*"
)
_CALLED = re.compile(
    rf"\b(?:{_IS}{_RATHER}{either('soft')}"
    r"|(?:wat\s+een|stel|stelletje|bunch\s+of|zo'n|ouwe|oude|vieze|vuile|such\s+a|you)\s+"
    rf"{either('soft_cried')})(?!\w)"
)
_AIMED = re.compile(rf"\b{either('said_at')}\b")


def insults(text: str) -> Iterator[Finding]:
    """Also with figures, stars or drawn-out letters in them."""
    plain = _plain(text)
    for pattern in (_TOWARDS, _CALLED, _AIMED):
        for found in pattern.finditer(plain):
            yield Finding(found.start(), found.end(), Kind.INSULT)
    for token in _TOKEN.finditer(text):
        if _hurts(token[0]):
            yield Finding(token.start(), token.end(), Kind.INSULT)


def _plain(text: str) -> str:
    """In small letters and with ordinary apostrophes; each letter stays in its place."""
    small = (letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return "".join(small).replace("’", "'")


def _hurts(token: str) -> bool:
    word = _plain(token).strip("'-*")
    if "*" in word:
        return _hides_insult(word)
    if re.search(r"[a-z]", word):
        word = word.translate(_LIKE)
    drawn = re.sub(r"(.)\1{2,}", r"\1", word)
    twice = re.sub(r"(.)\1{2,}", r"\1\1", word)
    return not words("insults").isdisjoint({word, drawn, twice})


def _hides_insult(word: str) -> bool:
    letters = sum(letter.isalpha() for letter in word)
    shape = re.compile(re.escape(word).replace(r"\*", "[a-z]"))
    return letters >= 2 and any(shape.fullmatch(insult) for insult in words("insults"))
