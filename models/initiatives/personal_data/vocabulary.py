"""The lists of words that stand in `words/`, as sets and as parts of a pattern."""

import re
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).with_name("words")

# A word between a first and a last name, or before a last one.
PARTICLES = (
    r"(?:van\s+(?:der|den|de|het|'t|t)|in\s+(?:'t|het|der)|op\s+(?:de|den|'t|het)|van|von|de|der|den|"
    r"te|ten|ter|el|al|ait|aït|ben|bin|da|dos|du|le|la|'t|v\.?d\.?|v/d)"
)


@cache
def words(name: str) -> frozenset[str]:
    """All words of a list, in small letters."""
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    listed = (line for line in lines if not line.startswith("#"))
    return frozenset(word.replace("_", " ") for line in listed for word in line.casefold().split())


def either(*names: str) -> str:
    """A pattern that matches any word of these lists, the longest first."""
    every = sorted(frozenset().union(*(words(name) for name in names)), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in every) + ")"
