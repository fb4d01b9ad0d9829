"""What residents wish of a check-in."""

from dataclasses import dataclass

from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class FindCheckIn(Wish):
    """An open check-in: by token, or the first for my wijk. Outcome: CheckInFound, or
    Refused("none" | "closed" | "answered" | "not_yours")."""

    token: str = ""


@dataclass(frozen=True)
class AnswerCheckIn(Wish):
    """Give answer number `position`. Outcome: Done, Refused("closed" | "answered" | "none")."""

    token: str
    position: int
