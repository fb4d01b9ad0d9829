"""A proposal that is not sent yet. It outlives the talk, restarts and other commands."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Draft:
    """The answers so far. `step` is the question that was open; empty text is not answered.

    `place_kind` is pin, straat or wijk. `opgave` is the slug of the opgave it came from.
    `changing`: one answer is being changed, after which the summary comes back. `furthest`: the
    last step that this draft ever came to, for counting where people stop.
    """

    step: str = "idea"
    idea: str = ""
    more: str = ""
    category: str = ""
    wijk: str = ""
    place_kind: str = ""
    place_text: str = ""
    lat: float | None = None
    lon: float | None = None
    photos: tuple[str, ...] = ()
    people_visible: bool = False
    name: str = ""
    opgave: str = ""
    changing: bool = False
    furthest: str = ""

    @property
    def empty(self) -> bool:
        """Nothing in it that its writer would miss."""
        return not (self.idea or self.more or self.photos)

    def to_json(self) -> dict[str, Any]:
        # `asdict` copies every value one by one, thirty times as slow, and no value can change.
        return {**vars(self), "photos": list(self.photos)}

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> "Draft":
        """Keeps what it can read: a field of another kind than expected stays empty."""
        kept = {name: raw for name, raw in json.items() if name in _NAMES and _fits(name, raw)}
        photos = tuple(str(photo) for photo in kept.pop("photos", ()))
        return cls(**kept, photos=photos)


_NAMES = frozenset(field.name for field in fields(Draft))


def _fits(name: str, raw: object) -> bool:
    if name in ("lat", "lon"):
        return raw is None or isinstance(raw, float | int)
    if name == "photos":
        return isinstance(raw, list)
    if name in ("people_visible", "changing"):
        return isinstance(raw, bool)
    return isinstance(raw, str)
