"""What there is to find in the neighbourhood of the talks, and finding it in a simple way."""

from collections.abc import Callable

from bot.dialogue.events import Located, Outcome
from bot.dialogue.wishes.finding import (
    FindNearby,
    FindSimilar,
    FoundIdea,
    NearbyFound,
    Search,
    SearchFound,
    SimilarFound,
)
from tests.dialogue.plan import PLAN

IDEAS = (
    FoundIdea("Z-0042", "Een geveltuin voor iedereen", "", "diezerpoort", "", False, "loopt"),
    FoundIdea(
        "Z-0043",
        "Samen de stoep vergroenen",
        "Tegels eruit en planten erin. Twaalf buren doen al mee.",
        "diezerpoort",
        "Vechtstraat",
        False,
        "verkenning",
        350,
    ),
    FoundIdea("Z-0044", "Een lange tafel op het plein", "", "assendorp", "", True, "", 1_460),
)
Finding = Search | FindNearby | FindSimilar


def find(wish: Finding, locate: Callable[[float, float], Located]) -> Outcome:
    """In Stadshagen nobody has an idea yet."""
    match wish:
        case Search(words):
            return _search(words)
        case FindNearby(wijk, lat, lon):
            where = wijk if lat is None or lon is None else locate(lat, lon).wijk
            return NearbyFound(where, IDEAS if where not in (None, "stadshagen") else ())
    alike = {"tegels": IDEAS[:2], "lange tafel": IDEAS[2:], "gevelgroen": IDEAS[:1]}
    found = [ideas for word, ideas in alike.items() if word in wish.title.lower()]
    return SimilarFound(found[0] if found else ())


def _search(words: str) -> SearchFound:
    """`geveltiun` is a slip of the pen."""
    guessed = "geveltiun" in words
    sought = words.lower().replace("geveltiun", "geveltuin")
    return SearchFound(
        words,
        tuple(wijk.slug for wijk in PLAN.wijken if sought in wijk.name.lower()),
        tuple(one.slug for one in PLAN.opgaven if sought in one.title.lower()),
        tuple(idea for idea in IDEAS if sought in idea.title.lower()),
        guessed=guessed,
    )
