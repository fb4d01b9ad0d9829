"""What residents wish for themselves: language, wijk, messages, to be forgotten."""

from dataclasses import dataclass

from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class ChooseWijk(Wish):
    """Remember the resident's wijk (a slug of the plan). Outcome: Done, Refused("unknown")."""

    wijk: str


@dataclass(frozen=True)
class Locate(Wish):
    """Which wijk does this place lie in (nearest buurt)? Outcome: Located. Stores nothing."""

    lat: float
    lon: float


@dataclass(frozen=True)
class ChooseLanguage(Wish):
    """Talk in this language from now on. Outcome: Done."""

    language: str


@dataclass(frozen=True)
class SayAge(Wish):
    """The resident says to be 16 or older, or not. Outcome: Done."""

    sixteen_or_older: bool


@dataclass(frozen=True)
class SetOptIn(Wish):
    """Switch one of the four opt-ins (`OptIn` values). Outcome: Done."""

    kind: str
    on: bool


@dataclass(frozen=True)
class StopMessages(Wish):
    """Everything that is not a direct answer stops, own contributions included. Outcome: Done."""


@dataclass(frozen=True)
class HearOwnNews(Wish):
    """News of one's own contributions on or off; it needs no opt-in. Outcome: Done."""

    on: bool


@dataclass(frozen=True)
class EraseMe(Wish):
    """Erase everything of this resident that may go. What is on the site stays without a name
    where `keep_public`, else it goes too. Outcome: Done."""

    keep_public: bool = True
