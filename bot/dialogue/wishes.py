"""What the conversation wants done. `bot/turn.py` carries it out; the outcome is an event."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ChooseWijk:
    """Remember the resident's wijk (a slug of the plan). Outcome: Done, Refused("unknown")."""

    wijk: str


@dataclass(frozen=True)
class Locate:
    """Which wijk does this place lie in (nearest buurt)? Outcome: Located. Stores nothing."""

    lat: float
    lon: float


@dataclass(frozen=True)
class ChooseLanguage:
    """Talk in this language from now on. Outcome: Done."""

    language: str


@dataclass(frozen=True)
class SayAge:
    """The resident says to be 16 or older, or not. Outcome: Done."""

    sixteen_or_older: bool


@dataclass(frozen=True)
class SubmitIdea:
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
class AnswerQuestion:
    """Answer the wijkmanager's question. Outcome: Done, Refused("unknown" | "not_asked")."""

    ref: str
    text: str


@dataclass(frozen=True)
class AcceptText:
    """Agree (or not) to a changed text. Outcome: Done, Refused("unknown" | "not_asked")."""

    ref: str
    agree: bool


@dataclass(frozen=True)
class Withdraw:
    """Withdraw a contribution. Outcome: Done, Refused("unknown" | "too_late")."""

    ref: str


@dataclass(frozen=True)
class SetOptIn:
    """Switch one of the four opt-ins (`OptIn` values). Outcome: Done."""

    kind: str
    on: bool


@dataclass(frozen=True)
class StopMessages:
    """Everything that is not a direct answer stops, own contributions included. Outcome: Done."""


@dataclass(frozen=True)
class HearOwnNews:
    """News of one's own contributions on or off; it needs no opt-in. Outcome: Done."""

    on: bool


@dataclass(frozen=True)
class FindCheckIn:
    """An open check-in: by token, or the first for my wijk. Outcome: CheckInFound, or
    Refused("none" | "closed" | "answered" | "not_yours")."""

    token: str = ""


@dataclass(frozen=True)
class AnswerCheckIn:
    """Give answer number `position`. Outcome: Done, Refused("closed" | "answered" | "none")."""

    token: str
    position: int


@dataclass(frozen=True)
class EraseMe:
    """Erase everything of this resident that may go. Outcome: Done."""


Wish = (
    ChooseWijk
    | Locate
    | ChooseLanguage
    | SayAge
    | SubmitIdea
    | AnswerQuestion
    | AcceptText
    | Withdraw
    | SetOptIn
    | StopMessages
    | HearOwnNews
    | FindCheckIn
    | AnswerCheckIn
    | EraseMe
)
