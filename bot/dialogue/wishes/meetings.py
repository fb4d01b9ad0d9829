"""What residents wish of a gesprek in the wijk."""

from dataclasses import dataclass
from datetime import date

from bot.dialogue.events import Outcome
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class FindMeeting(Wish):
    """How does this gesprek stand? Outcome: MeetingFound, Refused("unknown")."""

    meeting: int


@dataclass(frozen=True)
class TakeSeat(Wish):
    """Sign up. Outcome: Done, Refused("unknown" | "cancelled" | "over" | "full")."""

    meeting: int


@dataclass(frozen=True)
class GiveSeatBack(Wish):
    """Sign off. Outcome: Done."""

    meeting: int


@dataclass(frozen=True)
class MeetingFound(Outcome):
    """A gesprek as it is now. `mine`: this chat has a seat. `closed`: why none can be taken
    (cancelled, over or full), or empty. `outcome` is what it yielded, `went` to which opgave.
    `spot` is its latitude and longitude, where those are known."""

    id: int
    about: str
    on: date
    time: str
    place: str
    opgave: str
    free: int
    mine: bool
    closed: str
    reason: str
    outcome: str
    went: str
    spot: tuple[float, float] | None = None
