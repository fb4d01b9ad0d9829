"""What residents wish of their own ideas."""

from dataclasses import dataclass

from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class SubmitIdea(Wish):
    """Hand in a proposal. Outcome: Submitted, or Refused("too_many": three a day, five waiting)."""

    title: str
    body: str
    category: str
    wijk: str
    place_kind: str
    place_text: str
    lat: float | None
    lon: float | None
    photos: tuple[str, ...]
    people_visible: bool
    name: str
    opgave: str


@dataclass(frozen=True)
class AnswerQuestion(Wish):
    """Answer the wijkmanager's question. Outcome: Done, Refused("unknown" | "not_asked")."""

    ref: str
    text: str


@dataclass(frozen=True)
class AcceptText(Wish):
    """Agree (or not) to a changed text. Outcome: Done, Refused("unknown" | "not_asked")."""

    ref: str
    agree: bool


@dataclass(frozen=True)
class Withdraw(Wish):
    """Withdraw a contribution. Outcome: Done, Refused("unknown" | "too_late")."""

    ref: str
