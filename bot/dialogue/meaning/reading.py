"""A text as plain words: small letters without accents, a list of words for each sentence."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

_SENTENCE = re.compile(r"[.,!?;:()\n]+")
_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart, and marks that people leave out.
_OTHERWISE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", **dict.fromkeys("'’`´ʼـ")})
# In a shorter word one letter makes another word too easily.
_LONG_ENOUGH = 6


def sentences(text: str) -> list[list[str]]:
    """The words of each piece between two marks. A piece without words is none."""
    pieces = (_WORD.findall(piece) for piece in _SENTENCE.split(plain(text)))
    return [words for words in pieces if words]


def plain(text: str) -> str:
    """Small letters, no accents, no apostrophes: "Suïcide" and "can't" as people type them."""
    bare = text.casefold().translate(_OTHERWISE)
    if bare.isascii():
        return bare
    letters = unicodedata.normalize("NFKD", bare)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Slips:
    """Mends slips of the pen: a word that is one letter beside a wanted one is that one.

    Wanted words are kept under each form that lacks one letter, so that a look-up costs as much
    as the word is long, however many there are. Words that are `known` are never mended.
    """

    def __init__(self, wanted: Iterable[str], known: Collection[str]) -> None:
        self._known = {*wanted, *known}
        self._by_form: dict[str, list[str]] = {}
        for word in sorted(set(wanted)):
            for form in _forms(word):
                self._by_form.setdefault(form, []).append(word)

    def mended(self, words: Sequence[str]) -> list[str]:
        return [self._mended(word) for word in words]

    def _mended(self, word: str) -> str:
        if len(word) < _LONG_ENOUGH or word in self._known or not word.isalpha():
            return word
        near = (known for form in _forms(word) for known in self._by_form.get(form, ()))
        return next((known for known in near if _is_slip(word, known)), word)


def _forms(word: str) -> list[str]:
    """The word, and the word without each of its letters but the first."""
    return [word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))]


def _is_slip(typed: str, known: str) -> bool:
    """One letter more, less, other, or two that changed places. An ending is no slip."""
    if typed.startswith(known) or known.startswith(typed):
        return False
    at = next((i for i, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b), 0)
    rest, meant = typed[at:], known[at:]
    return (
        rest[1:] == meant
        or rest == meant[1:]
        or rest[1:] == meant[1:]
        or (rest[:2] == meant[1::-1] and rest[2:] == meant[2:])
    )
