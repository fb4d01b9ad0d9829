"""Finding phrases among words. A phrase is written as people say it, with a few marks:

a/b     one of these words          sla*, *straat   any word that begins or ends so
..      up to six other words      ^ and $         the first and the last word of a sentence
<name>  one of a group of words     +3              and the three words that follow
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

GAP = 6


@dataclass(frozen=True)
class Piece:
    """One word of a phrase. `gap`: so many other words may stand before it."""

    words: frozenset[str]
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    gap: int = 0

    def fits(self, word: str) -> bool:
        return word in self.words or word.startswith(self.starts) or word.endswith(self.ends)


@dataclass(frozen=True)
class Phrase:
    """`first` and `last`: it begins or ends the sentence. `beyond`: it takes more words along."""

    pieces: tuple[Piece, ...]
    first: bool = False
    last: bool = False
    beyond: int = 0

    @cached_property
    def _whole(self) -> Sequence[Piece]:
        return [piece for piece in self.pieces if not (piece.starts or piece.ends)]

    @property
    def words(self) -> frozenset[str]:
        """The whole words that any of its pieces has."""
        return frozenset(word for piece in self.pieces for word in piece.words)

    def rarest(self, counted: Mapping[str, int]) -> Piece | None:
        """Of the pieces that are whole words only, the one whose words count least."""
        return min(
            self._whole, key=lambda one: sum(map(counted.__getitem__, one.words)), default=None
        )

    def may_be_in(self, words: frozenset[str]) -> bool:
        """Whether each of its whole words is there, in whatever order. Quick to ask."""
        return not any(piece.words.isdisjoint(words) for piece in self._whole)

    def says_any(self, words: frozenset[str]) -> bool:
        """Whether one of these words is part of the phrase itself."""
        return any(piece.words & words for piece in self.pieces)

    def end(self, words: Sequence[str], start: int) -> int | None:
        """Where it ends if it begins with the word at `start`; else None."""
        if self.first and start:
            return None
        end = self._end(words, start, 0)
        return None if end is None else min(end + self.beyond, len(words))

    def _end(self, words: Sequence[str], at: int, number: int) -> int | None:
        if number == len(self.pieces):
            return at if not self.last or at == len(words) else None
        piece = self.pieces[number]
        for place in range(at, min(at + piece.gap + 1, len(words))):
            if piece.fits(words[place]):
                end = self._end(words, place + 1, number + 1)
                if end is not None:
                    return end
        return None


@dataclass(frozen=True)
class Found:
    """A phrase of the list `name` was found from `start` up to `end`."""

    name: str
    phrase: Phrase
    start: int
    end: int


class Phrases:
    """Lists of phrases by name, made ready to be found.

    Most begin with words that everybody types ("ik", "een"). So each is looked up by the piece
    whose words the fewest other phrases have: a sentence without those does not say it.
    """

    def __init__(
        self, lists: Mapping[str, Iterable[str]], groups: Mapping[str, str] | None = None
    ) -> None:
        listed = [(name, each) for name, written in lists.items() for each in written]
        self._all = [(name, read(each, groups or {})) for name, each in listed]
        self._by_word: dict[str, list[int]] = {}
        self._by_part: list[int] = []
        # By their first and last letter: a list of hundreds is slow to go through at each word.
        self._starts: dict[str, tuple[str, ...]] = {}
        self._ends: dict[str, tuple[str, ...]] = {}
        counted = Counter(word for _, phrase in self._all for word in phrase.words)
        for number, (_, phrase) in enumerate(self._all):
            self._add(number, phrase.rarest(counted) or phrase.pieces[0])
        self.vocabulary = frozenset(counted)

    def _add(self, number: int, key: Piece) -> None:
        for word in key.words:
            self._by_word.setdefault(word, []).append(number)
        if key.starts or key.ends:
            self._by_part.append(number)
        for start in key.starts:
            self._starts[start[0]] = (*self._starts.get(start[0], ()), start)
        for end in key.ends:
            self._ends[end[-1]] = (*self._ends.get(end[-1], ()), end)

    def found(self, words: Sequence[str]) -> Iterator[Found]:
        """Every phrase of the lists in these words, those that begin first before others."""
        present = frozenset(words)
        maybe = [self._all[number] for number in sorted(self._possible(words))]
        possible = [one for one in maybe if one[1].may_be_in(present)]
        for start, word in enumerate(words):
            for name, phrase in possible:
                end = phrase.end(words, start) if phrase.pieces[0].fits(word) else None
                if end is not None:
                    yield Found(name, phrase, start, end)

    def _possible(self, words: Sequence[str]) -> set[int]:
        keyed = {number for word in words for number in self._by_word.get(word, ())}
        return keyed.union(self._by_part) if any(map(self._has_part, words)) else keyed

    def _has_part(self, word: str) -> bool:
        starts, ends = self._starts.get(word[:1], ()), self._ends.get(word[-1:], ())
        return word.startswith(starts) or word.endswith(ends)


def read(written: str, groups: Mapping[str, str]) -> Phrase:
    """A phrase as the lists write it."""
    for name, members in groups.items():
        written = written.replace(f"<{name}>", members)
    pieces: list[Piece] = []
    first = last = False
    beyond = gap = 0
    for part in written.split():
        if part == "..":
            gap = GAP
        elif part == "^":
            first = True
        elif part == "$":
            last = True
        elif part.startswith("+"):
            beyond = int(part[1:])
        else:
            pieces.append(_piece(part, gap))
            gap = 0
    return Phrase(tuple(pieces), first, last, beyond)


@lru_cache(maxsize=4_000)
def _piece(part: str, gap: int) -> Piece:
    words = part.split("/")
    return Piece(
        frozenset(word for word in words if "*" not in word),
        tuple(word[:-1] for word in words if word.endswith("*")),
        tuple(word[1:] for word in words if word.startswith("*")),
        gap,
    )
