"""What an idea is about, whatever words were used for it.

Words become concepts by the list of synonyms; small forms, plurals, compounds and slips of the
pen are seen through. A word that no list knows is a concept of its own. What the idea itself is
weighs most; where it is, for whom and why it is wanted weigh less.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from models.initiatives.vocabulary import UNKNOWN, names_of, stem, synonyms, tokens_of

_DEEDS = "@doen"
# What stands behind "bij de", in a reason, in the text below the title, or is a name, says less.
_AT, _BECAUSE, _BELOW, _CALLED = 0.45, 0.5, 0.4, 0.3
# Of a compound the part that we do not know, and the first part where we know no other.
_REST, _FIRST = 0.4, 0.7


_BESIDE = frozenset(
    ("bij", "in", "op", "aan", "naast", "langs", "achter", "tegenover", "rond", "rondom")
    + ("tussen", "onder", "at", "on", "near", "by", "behind", "along")
)
# "In de week" says when: what follows is no place.
_WHEN = frozenset(
    ("week", "weekend", "maand", "jaar", "ochtend", "middag", "avond", "zomer", "winter", "lente")
    + ("herfst", "vakantie", "dag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
    + ("zaterdag", "zondag", "december", "november", "oktober", "juli", "augustus", "mei")
)
_WHY = frozenset(
    ("zodat", "omdat", "want", "dan", "terwijl", "als", "doordat", "because", "so", "since", "when")
)
# Of what comes behind these words the idea itself is not made.
_ASIDE = _BESIDE | _WHY | {"met", "tijdens", "with"}
_SHORT_HEADS = frozenset(("les", "dag", "hok", "bak", "bbq"))
_ENDINGS = ("er", "ar", "ing", "end", "te", "de", "t", "d", "s", "e")
_SHORTEST_HEAD, _SHORTEST_FIRST, _SHORTEST_SLIP, _SHORTEST_PART = 4, 5, 7, 3

Weights = Mapping[str, float]
Parts = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Meaning:
    """Concepts by their weights: of the title, and of all that was said. `deeds`: what is done
    to the thing, where that is not making it. `shape`: a thing one builds, or something one does
    together; nothing where the title does not tell."""

    title: Weights
    whole: Weights
    deeds: frozenset[str]
    shape: str = ""


def meaning(title: str, body: str = "") -> Meaning:
    """Read an idea. The same words always give the same."""
    vocabulary = synonyms()
    above, below = dict(_weighed(title)), dict(_weighed(body))
    deeds = {name for name in above if vocabulary.family.get(name) == _DEEDS}
    top = {name: weight for name, weight in above.items() if name not in deeds}
    whole = dict(top)
    for name, weight in below.items():
        if vocabulary.family.get(name) != _DEEDS:
            whole[name] = max(whole.get(name, 0), weight * _BELOW)
    return Meaning(top, whole, frozenset(deeds), _shape(title))


def spoken(text: str) -> Iterator[tuple[str, Parts]]:
    """The words and phrases that say something, as written, and the concepts they stand for."""
    tokens, at = tokens_of(text), 0
    while at < len(tokens):
        length, parts = _parts_at(tokens, at)
        if parts:
            yield " ".join(tokens[at : at + length]), parts
        at += length


def _shape(title: str) -> str:
    """Of the first word that tells: a schaaktafel is a thing, a schaakclub is not."""
    for token in takewhile(lambda one: one.isalnum() and one not in _ASIDE, tokens_of(title)):
        short = stem(token)
        for at in (0, *range(_SHORTEST_PART + 1, len(short))):
            if shape := synonyms().shapes.get(short[at:]):
                return shape
    return ""


def _weighed(text: str) -> Iterator[tuple[str, float]]:
    """Each concept once, with its highest weight."""
    found: dict[str, float] = {}
    names = names_of(text)
    for concept, weight in _read(tokens_of(text), names):
        found[concept] = max(found.get(concept, 0), weight)
    yield from found.items()


def _read(tokens: list[str], names: frozenset[str]) -> Iterator[tuple[str, float]]:
    """The concepts as they come, each with what its place in the sentence makes of it."""
    place = reason = 1.0
    at = 0
    while at < len(tokens):
        token, length, parts = tokens[at], *_parts_at(tokens, at)
        at += length
        if not token.isalnum():
            place, reason = 1.0, 1.0 if token != "," else reason
        elif length == 1 and token in _WHY:
            place, reason = 1.0, _BECAUSE
        elif length == 1 and token in _BESIDE:
            place = _AT
        elif length == 1 and token in _WHEN:
            place = 1.0
        elif parts:
            known = any(concept in synonyms().family for concept, _ in parts)
            share = _CALLED if tokens[at - 1] in names and not known else place * reason
            yield from ((concept, weight * share) for concept, weight in parts)
            place = 1.0


def _parts_at(tokens: list[str], at: int) -> tuple[int, Parts]:
    """How many words belong together here, and what they stand for."""
    vocabulary = synonyms()
    for length in vocabulary.lengths.get(stem(tokens[at]), ()):
        stems = tuple(map(stem, tokens[at : at + length]))
        if names := vocabulary.phrases.get(stems):
            return len(stems), tuple((name, vocabulary.weight(name)) for name in names)
    if names := _apart(tokens[at : at + 2]):
        return 2, _weights(names, 1.0)
    return 1, _word(tokens[at])


def _apart(pair: list[str]) -> tuple[str, ...]:
    """A compound that was written as two words: regen ton, zit bankje."""
    if len(pair) < 2 or min(map(len, pair)) < _SHORTEST_PART:
        return ()
    return synonyms().words.get(stem("".join(pair)), ())


@lru_cache(maxsize=20_000)
def _word(word: str) -> Parts:
    """What one word stands for. Nothing, where it says nothing about an idea."""
    short = stem(word)
    names = synonyms().written.get(word, _known(short))
    if names is not None:
        return _weights(names, 1.0)
    if len(short) < 3 or not short.isalpha():
        return ()
    return _compound(word) or ((short, UNKNOWN),)


def _known(short: str) -> tuple[str, ...] | None:
    """By the stem, by what is left without an ending of a verb or a doer, or by a slip of it."""
    words, written = synonyms().words, synonyms().written
    if short in words:
        # Of licht and lichtjes the one that is no form of another.
        return written.get(short) or words[short]
    for ending in _ENDINGS:
        if short.endswith(ending) and words.get(short.removesuffix(ending)):
            return words[short.removesuffix(ending)]
    return _slip(short)


def _slip(short: str) -> tuple[str, ...] | None:
    if len(short) < _SHORTEST_SLIP:
        return None
    words = synonyms().words
    slips = {word for gap in _gaps(short) for word in _slips().get(gap, ())}
    near = [word for word in sorted(slips) if word[0] == short[0] and words[word]]
    return words[near[0]] if near else None


@cache
def _slips() -> Mapping[str, list[str]]:
    """Each long word of the list by itself with one letter left out, whichever that is."""
    found: dict[str, list[str]] = {}
    for word in synonyms().words:
        if len(word) >= _SHORTEST_SLIP:
            for gap in _gaps(word):
                found.setdefault(gap, []).append(word)
    return found


def _gaps(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _compound(word: str) -> Parts:
    """Buurtmoestuin is a moestuin; of a ruilplek the first part says it."""
    words = synonyms().words
    for at in range(2, len(word) - 2):
        head, first = stem(word[at:]), stem(word[:at])
        if head in words and (len(word) - at >= _SHORTEST_HEAD or head in _SHORT_HEADS):
            if words[head]:
                return (*_weights(words[head], 1.0), *_first(first, _FIRST, UNKNOWN * _REST))
            if found := _first(first, 1.0):
                return found
    for at in range(len(word) - 3, _SHORTEST_FIRST - 1, -1):
        if names := words.get(stem(word[:at])):
            return (*_weights(names, _FIRST), (stem(word[at:]), UNKNOWN * _REST))
    return ()


def _first(part: str, share: float, unknown: float = 0.0) -> Parts:
    """The first part of a compound, with or without what links it to the last."""
    words = synonyms().words
    for link in ("", "s", "n", "en", "e"):
        if part.endswith(link) and part.removesuffix(link) in words:
            return _weights(words[part.removesuffix(link)], share)
    return ((part, unknown),) if unknown and len(part) > 2 else ()


def _weights(names: Iterable[str], share: float) -> Parts:
    return tuple((name, synonyms().weight(name) * share) for name in names)
