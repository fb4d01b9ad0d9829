"""What residents wish to find: by words, near a place, or what is like their own idea."""

from dataclasses import dataclass

from bot.dialogue.events import Outcome
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class Search(Wish):
    """Look for these words in what is public. Outcome: SearchFound."""

    words: str


@dataclass(frozen=True)
class FindNearby(Wish):
    """The published initiatives nearest to a wijk (a slug), or to a place. Outcome: NearbyFound.

    Stores nothing of the place.
    """

    wijk: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class FindSimilar(Wish):
    """Published initiatives of others that look like this idea. Outcome: SimilarFound."""

    title: str
    body: str
    category: str
    wijk: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class FoundIdea:
    """A published initiative. `summary` is the beginning of its text; `wijk` a slug.

    `place` is the street or spot in its writer's words; `pin` says that it is on the map.
    `metres` is how far it is from where was asked, where that is known.
    """

    ref: str
    title: str
    summary: str
    wijk: str
    place: str
    pin: bool
    status: str
    metres: int | None = None


@dataclass(frozen=True)
class SearchFound(Outcome):
    """What has these words. `opgaven` and `wijken` are slugs. `more`: there was more than this.

    `guessed`: nothing has the words as they were typed; this is what is nearly so.
    """

    words: str
    wijken: tuple[str, ...]
    opgaven: tuple[str, ...]
    ideas: tuple[FoundIdea, ...]
    more: bool = False
    guessed: bool = False


@dataclass(frozen=True)
class NearbyFound(Outcome):
    """From near to far. `wijk` is where was looked; None outside the gemeente."""

    wijk: str | None
    ideas: tuple[FoundIdea, ...]


@dataclass(frozen=True)
class SimilarFound(Outcome):
    """The most alike first; empty where nothing looks like it."""

    ideas: tuple[FoundIdea, ...]
