"""What a text is about and what it is good for: an idea of a resident, or a line of the plan.

Beside the concepts of `meaning` stand aims (contact, klimaat, overlast), so that an idea and
an opgave meet that share no word. Each thing found keeps the words by which it was found.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from models.initiatives.meaning import Parts, spoken
from models.initiatives.vocabulary import names_of, stem, synonyms, tokens_of

AIMS = Path(__file__).with_name("aims.txt")

_HINT = 0.4
_CONCEPT, _PEOPLE, _PLACE, _FAMILY = 1.0, 0.6, 0.35, 0.45
_SPECIAL = {"@wie": _PEOPLE, "@waar": _PLACE, "@doen": _PLACE}
_SHORTEST_STEM, _SHORTEST_HEAD, _SHORTEST_FIRST = 4, 5, 6
_BEFORE_AGE = frozenset(("van", "ben", "is", "zijn", "was", "als", "over", "boven", "vanaf"))
_AFTER_AGE = frozenset(("jaar", "jarige", "jarigen", "plus", "plusser", "plussers", "years"))
_GROWING_UP, _GROWN, _OLD, _OLDEST = 12, 19, 60, 105


@dataclass(frozen=True)
class Found:
    """How much a text is about something, and by which words that showed."""

    weight: float
    words: str


Profile = Mapping[str, Found]


@dataclass(frozen=True)
class _Aims:
    """The list, read: aims by the stems of a form, by concept, and by family of concepts."""

    forms: Mapping[tuple[str, ...], Mapping[str, float]]
    concepts: Mapping[str, Mapping[str, float]]
    families: Mapping[str, Mapping[str, float]]
    longest: int


@lru_cache(maxsize=20_000)
def profile(text: str) -> Profile:
    """Everything found, each once with its highest weight. The same text always gives the same."""
    found: dict[str, Found] = {}
    for words, name, weight in (*_by_concept(text), *_by_form(tokens_of(text), names_of(text))):
        if name not in found or found[name].weight < weight:
            found[name] = Found(weight, words)
    return found


def _by_concept(text: str) -> Iterator[tuple[str, str, float]]:
    for words, parts in spoken(text):
        for concept, share in _shares(parts):
            family = synonyms().family.get(concept, "")
            weight = _SPECIAL.get(family, _CONCEPT) * share
            yield words, concept, weight
            if family and not family.startswith("@"):
                yield words, f"+{family}", weight * _FAMILY
            for aim, hint in _aims_of(concept, family).items():
                yield words, f"={aim}", hint * share


def _shares(parts: Parts) -> Iterator[tuple[str, float]]:
    """Each concept with 1 for the whole of a word, less for a part of a compound."""
    for concept, weight in parts:
        yield concept, min(1.0, weight / synonyms().weight(concept))


def _aims_of(concept: str, family: str) -> Mapping[str, float]:
    of_family, own = _aims().families.get(family, {}), _aims().concepts.get(concept, {})
    return {**of_family, **own}


def _by_form(tokens: list[str], names: frozenset[str]) -> Iterator[tuple[str, str, float]]:
    stems, at = [_key(token) for token in tokens], 0
    while at < len(tokens):
        length, aims = _form_at(stems, at)
        if not aims and tokens[at] not in names:
            aims = _age_at(tokens, at) or _compound(tokens[at])
        words = " ".join(tokens[at : at + length])
        yield from ((words, f"={aim}", weight) for aim, weight in aims.items())
        at += length


def _key(word: str) -> str:
    """Its stem; of a short one too little would be left to tell "alle" from "alleen"."""
    short = stem(word)
    return short if len(short) >= _SHORTEST_STEM else word


def _form_at(stems: list[str], at: int) -> tuple[int, Mapping[str, float]]:
    for length in range(min(_aims().longest, len(stems) - at), 0, -1):
        if aims := _aims().forms.get(tuple(stems[at : at + length])):
            return length, aims
    return 1, {}


def _age_at(tokens: list[str], at: int) -> Mapping[str, float]:
    """A number that is an age: `van 84`, `14 jaar`."""
    if not tokens[at].isdecimal() or not _is_age(tokens, at):
        return {}
    age = int(tokens[at])
    if age < _GROWING_UP:
        return {"kinderen": 1.0}
    if age < _GROWN:
        return {"jongeren": 1.0}
    return {"ouderen": 1.0} if _OLD <= age < _OLDEST else {}


def _is_age(tokens: list[str], at: int) -> bool:
    before, after = tokens[at - 1 : at], tokens[at + 1 : at + 2]
    return bool(_BEFORE_AGE.intersection(before) or _AFTER_AGE.intersection(after))


def _compound(word: str) -> Mapping[str, float]:
    """The last part says what it is (bewonersborrel), else the first what it is for."""
    forms = _aims().forms
    for at in range(2, len(word) - _SHORTEST_HEAD + 1):
        if aims := forms.get((_key(word[at:]),)):
            return aims
    for at in range(len(word) - 2, _SHORTEST_FIRST - 1, -1):
        if aims := forms.get((_key(word[:at]),)):
            return {aim: weight * _HINT for aim, weight in aims.items()}
    return {}


@cache
def _aims() -> _Aims:
    """The list, read once."""
    forms: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    concepts: dict[str, dict[str, float]] = defaultdict(dict)
    families: dict[str, dict[str, float]] = defaultdict(dict)
    for aim, form, weight in _lines(AIMS.read_text(encoding="utf-8")):
        if form.startswith("**"):
            families[form[2:]].setdefault(aim, weight)
        elif form.startswith("*"):
            concepts[form[1:]].setdefault(aim, weight)
        else:
            forms[tuple(map(_key, tokens_of(form)))].setdefault(aim, weight)
    return _Aims(forms, concepts, families, max(map(len, forms)))


def _lines(text: str) -> Iterator[tuple[str, str, float]]:
    """(aim, form, weight) of each form of the list."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            aim, _, listed = line.partition(":")
            said, _, hinted = listed.partition(";")
            for part, weight in ((said, 1.0), (hinted, _HINT)):
                for form in re.split(r"\s*,\s*", part.strip()):
                    if form:
                        yield aim.strip(), form, weight
