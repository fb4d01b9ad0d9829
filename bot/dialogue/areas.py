"""Finding a wijk in the plan: by slug, by postcode, by a typed name."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from bot.dialogue.facts import ContactFact, Plan, WijkFact

# Below this share of its addresses a wijk is an unlikely answer to a postcode.
TINY_SHARE = 0.03
# In words and in letters; so many words of a sentence are looked at.
_LONGEST_NAME, _SHORTEST_NAME, _MOST_WORDS = 4, 5, 60
_POSTCODE = re.compile(r"(?:postcode\W*)?([1-9]\d{3})\s*[a-z]{0,2}(?:\W+[a-z]+)?\W*", re.IGNORECASE)
_DIGITS = re.compile(r"[\d\s.,-]*\d[\d\s.,-]*[a-z]{0,2}", re.IGNORECASE)


def wijk_of(plan: Plan, slug: str) -> WijkFact | None:
    return next((wijk for wijk in plan.wijken if wijk.slug == slug), None)


def stadsdelen(plan: Plan) -> tuple[tuple[str, str], ...]:
    """(slug, name) of each stadsdeel, in the order of the plan."""
    return tuple(dict.fromkeys((wijk.stadsdeel, wijk.stadsdeel_name) for wijk in plan.wijken))


def wijken_of(plan: Plan, stadsdeel: str) -> tuple[WijkFact, ...]:
    return tuple(wijk for wijk in plan.wijken if wijk.stadsdeel == stadsdeel)


def contact_of(plan: Plan, wijk: str) -> ContactFact | None:
    found = wijk_of(plan, wijk)
    return plan.contacts.get(found.stadsdeel) if found else None


def postcode_in(text: str) -> str:
    """The four digits of "8022", "8022 AB" or "Postcode: 8022"; else nothing."""
    found = _POSTCODE.fullmatch(text.strip())
    return found[1] if found else ""


def looks_like_postcode(text: str) -> bool:
    """Digits, but not the four of a postcode: a slip of the finger."""
    return bool(_DIGITS.fullmatch(text.strip())) and len(text) <= 20


@dataclass(frozen=True)
class PostcodeWijken:
    """The wijken of a postcode: likely ones, largest first, and those of a few addresses."""

    likely: tuple[WijkFact, ...]
    tiny: tuple[WijkFact, ...]


def by_postcode(plan: Plan, postcode: str) -> PostcodeWijken:
    shares: dict[str, float] = defaultdict(float)
    for slug, share in plan.postcodes.get(postcode, ()):
        shares[slug] += share
    ordered = sorted(shares, key=lambda slug: -shares[slug])
    known = [wijk for slug in ordered if (wijk := wijk_of(plan, slug))]
    likely = tuple(wijk for wijk in known if shares[wijk.slug] >= TINY_SHARE)
    return PostcodeWijken(likely, tuple(wijk for wijk in known if wijk not in likely))


def in_reach(plan: Plan, postcode: str) -> bool:
    """Between the gemeente's own postcodes, so rather a mistake than another place."""
    known = [int(pc4) for pc4 in plan.postcodes]
    return bool(known) and min(known) <= int(postcode) <= max(known)


def by_name(wijken: Sequence[WijkFact], text: str) -> WijkFact | None:
    """The wijk of this name, forgiving case, accents, hyphens and a slip of the pen."""
    typed = _plain(text)
    if not typed or len(typed) > 60:
        return None
    names = {_plain_name(wijk.name): wijk for wijk in wijken}
    close = get_close_matches(typed, names, n=1, cutoff=0.8)
    return names[close[0]] if close else None


def named_in(wijken: Sequence[WijkFact], sentence: str) -> WijkFact | None:
    """The wijk that a sentence names somewhere: "een bankje in Oud Assendorp"."""
    words = re.findall(r"\w+", sentence)[:_MOST_WORDS]
    for length in range(_LONGEST_NAME, 0, -1):
        for start in range(len(words) - length + 1):
            part = words[start : start + length]
            # A short word is a slip of too many names.
            if len("".join(part)) >= _SHORTEST_NAME and (found := by_name(wijken, " ".join(part))):
                return found
    return None


@lru_cache(maxsize=1_000)
def _plain_name(name: str) -> str:
    return _plain(name)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
