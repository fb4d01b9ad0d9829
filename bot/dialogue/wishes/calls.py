"""What residents wish of a person: to be called."""

from dataclasses import dataclass
from datetime import date

from bot.dialogue.events import Outcome
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class AskCall(Wish):
    """Ask a colleague to call this number. A new number takes the place of an old one.
    Outcome: CallAsked."""

    phone: str


@dataclass(frozen=True)
class CallAsked(Outcome):
    """A colleague calls, at the latest on `due`."""

    due: date


@dataclass(frozen=True)
class CancelCall(Wish):
    """Rather not be called after all. Outcome: Done, also when nothing was asked."""
