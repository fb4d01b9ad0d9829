"""The neighbourhood in memory, for what residents wish of their own ideas and data."""

from dataclasses import replace
from typing import Protocol

from bot.dialogue.events import Done, Outcome, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.wishes.changes import AskSecondLook, Changed, ChangeIdea, DropPhotos
from bot.dialogue.wishes.mydata import (
    EraseIdea,
    FindMyAnswers,
    MakeTakeout,
    MyAnswers,
    TakeAnswerBack,
    TakeoutMade,
)
from bot.dialogue.wishes.wish import Wish

QUESTION = "Kunnen kinderen bij u in de buurt goed buiten spelen?"
ALIVE = ("ingediend", "in behandeling", "vraag aan inwoner", "geplaatst")


class Home(Protocol):
    """What of the neighbourhood is changed here."""

    facts: Facts
    checkin: str

    def staff(self, ref: str, **changes: object) -> None: ...


def carry_out(home: Home, wish: Wish) -> Outcome | None:
    """The outcome of a wish of this kind; None for another."""
    match wish:
        case ChangeIdea():
            return _change(home, wish)
        case DropPhotos(ref):
            return _with(home, wish, ref, photos=False)
        case AskSecondLook(ref):
            return _with(home, wish, ref, look="asked")
        case EraseIdea(ref):
            outcome = _with(home, wish, ref)
            left = tuple(idea for idea in home.facts.mine if idea.ref != ref)
            home.facts = replace(home.facts, mine=left)
            return outcome
    return _data(home, wish)


def _data(home: Home, wish: Wish) -> Outcome | None:
    match wish:
        case MakeTakeout():
            return TakeoutMade("/chat/gegevens/geheim", 10)
        case FindMyAnswers():
            return MyAnswers((("tok1", QUESTION),) if home.checkin == "answered" else ())
        case TakeAnswerBack() if home.checkin == "answered":
            home.checkin = "open"
            return Done("TakeAnswerBack")
        case TakeAnswerBack():
            return Refused("TakeAnswerBack", "closed")
    return None


def _change(home: Home, wish: ChangeIdea) -> Outcome:
    idea = next((one for one in home.facts.mine if one.ref == wish.ref), None)
    if idea is None:
        return Refused("ChangeIdea", "unknown")
    if idea.offered_title:
        return Refused("ChangeIdea", "offered")
    if idea.status not in ALIVE:
        return Refused("ChangeIdea", "too_late")
    wanted: dict[str, object] = {"title": wish.title, "body": wish.body}
    told = {name: text for name, text in wanted.items() if text is not None}
    if wish.place is not None:
        spot = wish.place
        told |= {"place": spot.text, "pin": spot.kind == "pin", "wijk": spot.wijk}
    home.staff(wish.ref, **({"changing": True} if idea.public else told))
    return Changed(idea.public)


def _with(home: Home, wish: Wish, ref: str, **changes: object) -> Outcome:
    name = type(wish).__name__
    if all(idea.ref != ref for idea in home.facts.mine):
        return Refused(name, "unknown")
    home.staff(ref, **changes)
    return Done(name)
