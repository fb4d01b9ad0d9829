"""Finding phrases among words. A phrase is written as people say it, with a few marks:

a/b     one of these words          sla*, *straat   any word that begins or ends so
..      up to six other words      ^ and $         the first and the last word of a sentence
<name>  one of a group of words     +3              and the three words that follow
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
    """Lists of phrases by name, made ready to be found."""

    def __init__(
        self, lists: Mapping[str, Iterable[str]], groups: Mapping[str, str] | None = None
    ) -> None:
        self._by_word: dict[str, list[tuple[str, Phrase]]] = {}
        self._by_part: list[tuple[str, Phrase]] = []
        self._starts: tuple[str, ...] = ()
        self._ends: tuple[str, ...] = ()
        self.vocabulary: set[str] = set()
        for name, written in lists.items():
            for each in written:
                self._add(name, read(each, groups or {}))

    def _add(self, name: str, phrase: Phrase) -> None:
        head = phrase.pieces[0]
        for word in head.words:
            self._by_word.setdefault(word, []).append((name, phrase))
        if head.starts or head.ends:
            self._by_part.append((name, phrase))
            self._starts += head.starts
            self._ends += head.ends
        for piece in phrase.pieces:
            self.vocabulary |= piece.words

    def found(self, words: Sequence[str]) -> Iterator[Found]:
        for start, word in enumerate(words):
            for name, phrase in (*self._by_word.get(word, ()), *self._begun_by(word)):
                end = phrase.end(words, start)
                if end is not None:
                    yield Found(name, phrase, start, end)

    def _begun_by(self, word: str) -> Sequence[tuple[str, Phrase]]:
        if not (word.startswith(self._starts) or word.endswith(self._ends)):
            return ()
        return [one for one in self._by_part if one[1].pieces[0].fits(word)]


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
