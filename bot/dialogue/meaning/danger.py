"""Danger and distress in what somebody types, at whatever question: whom should they call?

Recall comes first: who is told a number too often types on, who is not told it may not live to.
The words stand in `danger.toml`; what they lack, a likeness to known sentences may still hear.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.dialogue.meaning.likely import likely
from bot.dialogue.meaning.phrases import Found, Phrases
from bot.dialogue.meaning.reading import Slips, sentences

# In the order in which one reads them: what cannot wait comes first.
KINDS = ("now", "suicide", "home", "police", "crime")
# So many words before a phrase a "niet" still belongs to it.
_NEAR = 2
# More than anybody writes here; what is longer is refused anyway.
_MOST = 4_000
# What stands where an everyday saying stood: no word that anybody types.
_TAKEN_OUT = "\0"


def dangers(text: str) -> tuple[str, ...]:
    """Which of `KINDS` the text speaks of, in that order. Mostly none."""
    lists = _lists()
    heard = text[:_MOST]
    found = {kind for words in sentences(heard) for kind in lists.of(words)} | {likely(heard)}
    return tuple(kind for kind in KINDS if kind in found)


def numbers(kinds: Sequence[str]) -> tuple[str, ...]:
    """Whose numbers to show for these: 112 always, and the police where 112 may be too much."""
    police = ("police",) if "now" in kinds else ()
    return tuple(dict.fromkeys((*kinds, "now", *police)))


class _Lists:
    """The words of the file, made ready."""

    def __init__(self, data: dict[str, Any]) -> None:
        groups = data["groups"]
        lists = {
            kind: [*data[kind]["nl"], *data[kind]["en"], *data[kind]["other"]] for kind in KINDS
        }
        self._kinds = Phrases(lists, groups)
        self._everyday = Phrases({"everyday": data["everyday"]["phrases"]}, groups)
        self._negations = frozenset(data["negations"])
        self._past = frozenset(data["past"])
        known = self._kinds.vocabulary | self._everyday.vocabulary
        self._slips = Slips(data["mended"], known)

    def of(self, typed: Sequence[str]) -> set[str]:
        words = self._without_everyday(self._slips.mended(typed))
        kinds = {one.name for one in self._kinds.found(words) if not self._undone(one, words)}
        return kinds - {"now"} if self._past.intersection(words) else kinds

    def _without_everyday(self, words: Sequence[str]) -> list[str]:
        left = list(words)
        for saying in self._everyday.found(words):
            left[saying.start : saying.end] = [_TAKEN_OUT] * (saying.end - saying.start)
        return left

    def _undone(self, one: Found, words: Sequence[str]) -> bool:
        """A "niet" around it or in it, and not one that the phrase itself says."""
        if one.phrase.says_any(self._negations):
            return False
        around = words[max(0, one.start - _NEAR) : one.end + 1]
        return not self._negations.isdisjoint(around)


@cache
def _lists() -> _Lists:
    path = Path(__file__).with_name("danger.toml")
    return _Lists(tomllib.loads(path.read_text(encoding="utf-8")))
