"""A second opinion on danger: is a sentence like those of people who needed a number?

The lists know only what somebody thought of. Here each word, its beginning, and each two words
beside each other weigh as often as they stand in the examples of need, against how often they
stand in those of the rest (naive Bayes). Nothing is trained: `examples.txt` is counted when it is
first read, so whoever asks why can count along, and a line more teaches it something.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from bot.dialogue.meaning.reading import sentences

NO_NEED = "-"
# How much a sentence must lean to need. At this two in a hundred lean so for nothing (each tenth
# of the examples weighed by the others).
ENOUGH = 2.2
# One word or two are like anything. And who is in need is short: a longer story has a word of
# everything. For both the lists listen.
_FEWEST_WORDS, _MOST_WORDS = 3, 40
# What stands in one example only says more of that example than of the next.
_LEAST = 2
_SMOOTHED = 0.5
# What words of one family begin with: dreigt, dreigende, dreigement.
_STEM = 5


def likely(text: str) -> str:
    """The kind of need that a text is like, or "" where it is like none."""
    if not _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS:
        return ""
    marks, known = _marks(text), _known()
    return known.kind(marks) if known.leaning(marks) > ENOUGH else ""


def read(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Examples as they are written: `kind | sentence`, with # for a remark."""
    told = (line.split(" | ", 1) for line in lines if line.strip() and not line.startswith("#"))
    return [(kind, sentence.strip()) for kind, sentence in told]


class Examples:
    """Sentences of each kind, counted."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        self._sentences: Counter[str] = Counter()
        self._marks: dict[str, Counter[str]] = {}
        for kind, sentence in examples:
            self._sentences[kind] += 1
            self._marks.setdefault(kind, Counter()).update(_marks(sentence))
        self._kinds = [kind for kind in self._sentences if kind != NO_NEED]
        known = Counter[str]()
        for marks in self._marks.values():
            known.update(marks)
        self._weights = {mark: self._weight(mark) for mark, n in known.items() if n >= _LEAST}

    def leaning(self, marks: frozenset[str]) -> float:
        """How much more a sentence is like need than like the rest; the same for any length."""
        return sum(self._weights.get(mark, 0) for mark in marks) / math.sqrt(len(marks) + 1)

    def kind(self, marks: frozenset[str]) -> str:
        """The kind of need that it is most like."""
        told = [mark for mark in marks if mark in self._weights]
        return max(self._kinds, key=lambda kind: sum(self._share(mark, [kind]) for mark in told))

    def _weight(self, mark: str) -> float:
        return self._share(mark, self._kinds) - self._share(mark, [NO_NEED])

    def _share(self, mark: str, kinds: Sequence[str]) -> float:
        """The logarithm of the share of these kinds' sentences in which it stands."""
        found = sum(self._marks[kind][mark] for kind in kinds)
        every = sum(self._sentences[kind] for kind in kinds)
        return math.log((found + _SMOOTHED) / (every + 2 * _SMOOTHED))


def _marks(text: str) -> frozenset[str]:
    words = [word for piece in sentences(text) for word in piece]
    pairs = (f"{one} {other}" for one, other in zip(words, words[1:], strict=False))
    stems = (f"{word[:_STEM]}*" for word in words if len(word) > _STEM)
    return frozenset((*words, *pairs, *stems))


@cache
def _known() -> Examples:
    path = Path(__file__).with_name("examples.txt")
    return Examples(read(path.read_text(encoding="utf-8").splitlines()))
