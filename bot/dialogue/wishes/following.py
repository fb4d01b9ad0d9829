"""What residents wish to follow, and to know of what they follow."""

from dataclasses import dataclass
from datetime import date

from bot.dialogue.events import Outcome
from bot.dialogue.replies import Say, Words
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class FollowIt(Wish):
    """Follow an initiative (by reference) or an opgave (by slug).

    Outcome: FollowsIt, Refused("unknown" | "too_many").
    """

    name: str


@dataclass(frozen=True)
class UnfollowIt(Wish):
    """Follow it no more. Outcome: Done."""

    name: str


@dataclass(frozen=True)
class SeeFollowed(Wish):
    """All that one follows. Outcome: FollowedSeen."""


@dataclass(frozen=True)
class SeeNews(Wish):
    """What changed on an opgave that one follows. Outcome: NewsSeen, Refused("unknown")."""

    name: str


@dataclass(frozen=True)
class FollowsIt(Outcome):
    """It is followed from now on. `opgave`: it is one, and no initiative."""

    name: str
    title: str
    opgave: bool


@dataclass(frozen=True)
class FollowedOne:
    """Something one follows. `news`: how much changed since one looked; `own`: one's own idea."""

    name: str
    title: str
    opgave: bool
    own: bool
    news: int


@dataclass(frozen=True)
class FollowedSeen(Outcome):
    """All that one follows, newest first."""

    followed: tuple[FollowedOne, ...]


@dataclass(frozen=True)
class NewsSeen(Outcome):
    """What changed on one opgave since one looked, oldest first."""

    name: str
    title: str
    since: date
    news: tuple[Say | Words, ...]
