"""The list of synonyms, and how words are brought to the forms that stand in it.

Small forms, plurals and accents are seen through; what a word means within a sentence is for
`meaning`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

SYNONYMS = Path(__file__).with_name("synonyms.txt")

THING, UNKNOWN, PEOPLE, PLACE = 2.0, 1.3, 0.7, 0.6
_WEIGHTS = {"@waar": PLACE, "@wie": PEOPLE}
_SHAPES, _EMPTY = "@vorm", "@leeg"

_TOKEN = re.compile(r"[a-z0-9]+|[.,;:!?()\n]")
_NAME = re.compile(r"(?<=[a-z0-9,] )[A-Z][a-z]+")
_OWN_S = re.compile(r"(?<=\w)['’`´]s\b")
_SMALL = re.compile(
    r"(?:(?<=[bdgklmnprt]{2})etje|(?<=m)pje|(?<=[aeiou]{2}[lnrw])tje|(?<=e[lnr])tje|(?<=\w{2})je)s?$"
)
_MANY = re.compile(r"(?<=\w{3})(?:en|(?<=e[lmnr])s|(?<=ie)s|(?<=[oy])s)$")
_LAST = str.maketrans("vz", "fs")


@dataclass(frozen=True)
class Vocabulary:
    """The list of synonyms, read. A word as it is written goes before its stem. `lengths`: of the
    phrases that begin with a stem, the longest first."""

    written: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    family: Mapping[str, str]
    shapes: Mapping[str, str]

    def weight(self, concept: str) -> float:
        return _WEIGHTS.get(self.family[concept], THING) if concept in self.family else UNKNOWN


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A form that bankje, bank and banken share. It is not always a word."""
    short = _MANY.sub("", _SMALL.sub("", word))
    short = re.sub(r"(.)\1", r"\1", short if len(short) > 2 else word)
    return short[:-1] + short[-1:].translate(_LAST)


@cache
def synonyms() -> Vocabulary:
    """The list, read once."""
    written: dict[str, set[str]] = defaultdict(set)
    forms: dict[tuple[str, ...], set[str]] = defaultdict(set)
    family, shapes = dict[str, str](), dict[str, str]()
    for group, concept, listed in _lines(SYNONYMS.read_text(encoding="utf-8").splitlines()):
        if group == _SHAPES:
            shapes |= {stem(form.strip()): concept for form in listed}
            continue
        names = set() if group == _EMPTY else {concept}
        family |= dict.fromkeys(names, group)
        for form in map(tokens_of, listed):
            forms[tuple(map(stem, form))] |= names
            written[" ".join(form)] |= names
    return Vocabulary(
        written={form: tuple(sorted(names)) for form, names in written.items()},
        words={form[0]: tuple(sorted(names)) for form, names in forms.items() if len(form) == 1},
        phrases={form: tuple(sorted(names)) for form, names in forms.items() if len(form) > 1},
        lengths=_lengths(forms),
        family=family,
        shapes=shapes,
    )


def _lengths(forms: Iterable[tuple[str, ...]]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for form in forms:
        if len(form) > 1:
            found[form[0]].add(len(form))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """(family, concept, forms) of each line of the list."""
    group = ""
    for line in lines:
        if line.startswith("== "):
            group = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            concept, _, forms = line.partition(":")
            yield group, concept.strip(), [form for form in forms.split(",") if form.strip()]


def names_of(text: str) -> frozenset[str]:
    """What is written as a name, in small letters."""
    return frozenset(name.lower() for name in _NAME.findall(_plain(text)))


def _plain(text: str) -> str:
    bare = _OWN_S.sub("", text)
    if bare.isascii():
        return bare
    letters = unicodedata.normalize("NFKD", bare)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def tokens_of(text: str) -> list[str]:
    """Words in small letters without accents, and what stands between them."""
    return _TOKEN.findall(_plain(text).lower())
