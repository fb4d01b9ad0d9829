"""What residents wish of an idea that they handed in: another text, no photos, a second look."""

from dataclasses import dataclass

from bot.dialogue.events import Outcome
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class NewSpot:
    """Another place, as in a proposal: `kind` is pin, straat or wijk, and `wijk` a slug."""

    kind: str
    text: str
    wijk: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class ChangeIdea(Wish):
    """Change it; None stays as it is. Outcome: Changed,
    Refused("unknown" | "too_late" | "offered")."""

    ref: str
    title: str | None
    body: str | None
    place: NewSpot | None


@dataclass(frozen=True)
class Changed(Outcome):
    """It is changed or, where `asked`, somebody decides on it first."""

    asked: bool


@dataclass(frozen=True)
class DropPhotos(Wish):
    """Take all its photos away. Outcome: Done, Refused("unknown" | "too_late")."""

    ref: str


@dataclass(frozen=True)
class AskSecondLook(Wish):
    """Let another colleague look at it, perhaps with a word why. Outcome: Done,
    Refused("unknown" | "too_late")."""

    ref: str
    why: str
