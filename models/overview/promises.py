"""What the public may know of the same figures: only numbers that single nobody out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.overview.handling import Handling

Counted = TypeVar("Counted")


@dataclass(frozen=True)
class Outcomes(Generic[Counted]):
    """What things came to, most frequent first; `others` are small numbers taken together."""

    shown: Sequence[tuple[Counted, int]]
    others: int


def shown_of(parts: Mapping[int, Handling], minimum: int) -> Mapping[int, Handling]:
    """The stadsdelen with enough contributions. Never all but one: else the city gives it away."""
    enough = {id_: part for id_, part in parts.items() if part.came >= minimum}
    hidden = sum(1 for id_, part in parts.items() if part.came and id_ not in enough)
    if hidden == 1 and enough:
        smallest = min(enough, key=lambda id_: enough[id_].came)
        del enough[smallest]
    return enough


def outcomes(found: Sequence[tuple[Counted, int]], minimum: int) -> Outcomes[Counted]:
    """Small numbers go together, with the next one where they are few even so."""
    shown = [(one, number) for one, number in found if number >= minimum]
    others = sum(number for _, number in found) - sum(number for _, number in shown)
    if 0 < others < minimum and shown:
        others += shown.pop()[1]
    return Outcomes(shown, others if others >= minimum else 0)
