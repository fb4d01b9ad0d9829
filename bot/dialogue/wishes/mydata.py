"""What residents wish of their own data: a copy, and to have one thing erased."""

from dataclasses import dataclass

from bot.dialogue.events import Outcome
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class MakeTakeout(Wish):
    """Make a link to all that we hold. Outcome: TakeoutMade."""


@dataclass(frozen=True)
class TakeoutMade(Outcome):
    """The link stands at this path of ours, works once, and so many minutes."""

    path: str
    minutes: int


@dataclass(frozen=True)
class FindMyAnswers(Wish):
    """Which answers to check-ins can still be taken back? Outcome: MyAnswers."""


@dataclass(frozen=True)
class MyAnswers(Outcome):
    """Token and question of each; what was answered is not said."""

    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TakeAnswerBack(Wish):
    """Delete the answer to this check-in. Outcome: Done, Refused("closed")."""

    token: str


@dataclass(frozen=True)
class EraseIdea(Wish):
    """Erase one idea, also from the site. Outcome: Done, Refused("unknown")."""

    ref: str
