"""How much one idea is like another: 0 for nothing in common, 1 for the same."""

from math import sqrt

from models.initiatives.meaning import Meaning, Weights
from models.initiatives.vocabulary import synonyms

# From here on we ask: is this perhaps your idea too?
ALIKE = 0.47
# Of one family (a swing, a playground); unknown words that are nearly the same.
_RELATED, _NEARLY = 0.4, 0.8
_NEARLY_FROM, _ENOUGH_LETTERS = 0.5, 4
_PERHAPS_NOTHING = 0.4
# So much must be shared before we believe it: two ideas "for children" are not one idea.
_EVIDENCE = 1.4
# How much it counts that one says all of the other, which need not be so the other way round.
_EITHER = 0.35
# To take a bench away, or to mend it, is another idea than to want one; and so is a chess club
# where a table for chess was wanted.
_OTHER_DEED = _OTHER_SHAPE = 0.5


def likeness(one: Meaning, other: Meaning) -> float:
    """Symmetric. Looks for each title in all that the other says."""
    here, shared_here = _covered(one.title, other.whole)
    there, shared_there = _covered(other.title, one.whole)
    evidence = min(1.0, max(shared_here, shared_there) / _EVIDENCE)
    deed = 1.0 if one.deeds == other.deeds else _OTHER_DEED
    shape = _OTHER_SHAPE if one.shape and other.shape and one.shape != other.shape else 1.0
    both = _EITHER * max(here, there) + (1 - _EITHER) * sqrt(here * there)
    return both * evidence * deed * shape


def _covered(title: Weights, said: Weights) -> tuple[float, float]:
    """The share of a title that was said elsewhere, and how much that is."""
    each = {name: _shared(name, weight, said) for name, weight in title.items()}
    shared = sum(each.values())
    total = sum(_missed(name, title[name], part) for name, part in each.items())
    return (shared / total if total else 0.0), shared


def _missed(name: str, weight: float, part: float) -> float:
    """A word that we do not know and do not find again may well say nothing."""
    return weight if part or name in synonyms().family else weight * _PERHAPS_NOTHING


def _shared(name: str, weight: float, said: Weights) -> float:
    """What was said with half the weight counts for more than half: it was said."""
    each = (sqrt(min(1.0, said[other] / weight)) * _same(name, other) for other in said)
    return weight * max(each, default=0.0)


def _same(one: str, other: str) -> float:
    if one == other:
        return 1.0
    family = synonyms().family
    mine, theirs = family.get(one, ""), family.get(other, "")
    if mine and theirs:
        return _RELATED if mine == theirs and not mine.startswith("@") else 0.0
    if mine or theirs:
        return 0.0
    return _NEARLY if _begins(one, other) or _letters(one, other) >= _NEARLY_FROM else 0.0


def _begins(one: str, other: str) -> bool:
    """One is the beginning of the other, as with compounds that the list does not know."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _ENOUGH_LETTERS and long.startswith(short)


def _letters(one: str, other: str) -> float:
    """The share of three letters in a row that both have."""
    mine, theirs = _threes(one), _threes(other)
    return len(mine & theirs) / len(mine | theirs)


def _threes(word: str) -> set[str]:
    edged = f" {word} "
    return {edged[at : at + 3] for at in range(len(edged) - 2)}
