"""What residents wish of each other's initiatives: to see one, to support it, to help."""

from dataclasses import dataclass
from datetime import date

from bot.dialogue.events import Outcome
from bot.dialogue.replies import Say, Words
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class SeeInitiative(Wish):
    """What everybody may know of an initiative. Outcome: InitiativeSeen, Refused("unknown")."""

    ref: str


@dataclass(frozen=True)
class GiveSupport(Wish):
    """Give a heart (`hart`) or offer hands (`handen`).

    A `name` is for the owner to know; an empty one takes it away.
    Outcome: Supported, Refused("unknown").
    """

    ref: str
    kind: str
    name: str | None = None


@dataclass(frozen=True)
class TakeSupport(Wish):
    """Take a heart or an offer back. Outcome: Supported, Refused("unknown")."""

    ref: str
    kind: str


@dataclass(frozen=True)
class SeeHelpers(Wish):
    """Who want to help with one's own initiative. Outcome: HelpersSeen, Refused("unknown")."""

    ref: str


@dataclass(frozen=True)
class MeetHelpers(Wish):
    """Let the owner and the helpers who left a name know each other's.

    Outcome: HelpersSeen, Refused("unknown").
    """

    ref: str
    name: str


@dataclass(frozen=True)
class InitiativeSeen(Outcome):
    """An initiative on the site. `ref` is another than asked where that one was merged into it.

    `hearts` and `hands` are None where they are fewer than `minimum`. `given` is what this chat
    gives. `news` is what changed since `since`, for who follows it. `pin` is where it stands on
    the public map, where it does.
    """

    ref: str
    title: str
    body: str
    language: str
    wijk: str
    status: str
    hearts: int | None
    hands: int | None
    minimum: int
    given: frozenset[str]
    follows: bool
    since: date | None = None
    news: tuple[Say | Words, ...] = ()
    pin: tuple[float, float] | None = None


@dataclass(frozen=True)
class Supported(Outcome):
    """A heart or an offer was given or taken back, for the initiative `ref`.

    `heard`: its owner can be told.
    """

    ref: str
    kind: str
    given: bool
    heard: bool = True


@dataclass(frozen=True)
class HelpersSeen(Outcome):
    """How many help with one's own initiative; `names` of who are met, `waiting` of who are not."""

    ref: str
    n: int
    names: tuple[str, ...]
    waiting: int
    own_name: str
