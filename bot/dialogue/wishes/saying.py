"""What residents wish to say: of an opgave, and of what is important to them."""

from dataclasses import dataclass

from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class React(Wish):
    """Say something of an opgave (a slug). Outcome: Submitted, Refused("too_many" | "unknown")."""

    opgave: str
    words: str


@dataclass(frozen=True)
class SayMatters(Wish):
    """Say what is important in a wijk (a slug). `theme` is a slug, or empty.

    Outcome: Submitted, Refused("too_many" | "unknown").
    """

    words: str
    theme: str
    wijk: str
    place: str


@dataclass(frozen=True)
class Recognise(Wish):
    """Answer "Herkent u dit?" of an opgave: ja, deels or nee. Outcome: Done, Refused("unknown")."""

    opgave: str
    answer: str


@dataclass(frozen=True)
class Explain(Wish):
    """Say something with that answer. Outcome: Done, Refused("unknown")."""

    opgave: str
    words: str
