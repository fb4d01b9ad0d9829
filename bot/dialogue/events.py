"""What can happen in a conversation: what a person does, and the outcomes of our wishes."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Text:
    """Typed words, cleaned of control characters, as long as they came."""

    text: str


@dataclass(frozen=True)
class Choose:
    """A tapped button, or the typed label or number of one that is on offer.

    `turn` is the number of the question that the button stood under.
    """

    value: str
    turn: int


@dataclass(frozen=True)
class Command:
    """`/nieuw`, or the plain word for it; `argument` is what followed ("w_diezerpoort")."""

    name: str
    argument: str = ""


@dataclass(frozen=True)
class Place:
    """A pin or a shared location. Used in this turn; stored only as part of a proposal."""

    lat: float
    lon: float


@dataclass(frozen=True)
class PhotoSent:
    """A photo that was checked, rebuilt and stored under `photo`.

    `album` is the same for photos that were sent together.
    """

    photo: str
    caption: str = ""
    album: str = ""


@dataclass(frozen=True)
class PhotoRefused:
    """A file we could not take: `too_big`, `not_an_image`, `too_many_pixels`, `unreadable`."""

    why: str


@dataclass(frozen=True)
class Unsupported:
    """Something we cannot use: `voice`, `sticker`, `video`, `document`, `contact`, `other`."""

    kind: str


@dataclass(frozen=True)
class Edited:
    """A message that its writer changed afterwards."""

    text: str


@dataclass(frozen=True)
class Outcome:
    """What became of a wish: the next event of the same turn. Some stand with their wish."""


@dataclass(frozen=True)
class Located(Outcome):
    """Where a place lies. `wijk` is None outside the gemeente; `street` may be a spoken place."""

    wijk: str | None
    lat: float
    lon: float


@dataclass(frozen=True)
class Submitted(Outcome):
    """The proposal is in. An answer comes at the latest on `due`."""

    ref: str
    due: date


@dataclass(frozen=True)
class Done(Outcome):
    """A wish was carried out; `wish` is its class name."""

    wish: str


@dataclass(frozen=True)
class Refused(Outcome):
    """A wish was not carried out. `why` is a word of the wish's own docstring."""

    wish: str
    why: str


@dataclass(frozen=True)
class CheckInFound(Outcome):
    """An open check-in for this resident."""

    token: str
    question: str
    answers: tuple[str, ...]
    opgave: str
    closes: date


Event = Text | Choose | Command | Place | PhotoSent | PhotoRefused | Unsupported | Edited | Outcome
