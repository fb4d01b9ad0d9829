"""Carrying out what the dialogue wishes. Each outcome is the next event of the same turn."""

from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.dialogue import wishes as w
from bot.dialogue.areas import wijk_of
from bot.dialogue.events import CheckInFound, Done, Located, Outcome, Refused, Submitted
from bot.dialogue.facts import Plan
from bot.facts.mine import About, load_about
from models.asking import answering as asking
from models.db import wait_briefly
from models.initiatives import answering, erasing, submitting
from models.initiatives.contributions import PlaceKind
from models.messages.taking import Waiting
from models.people import consents
from models.people.choosing import Choices, choose
from models.people.residents import Address, OptIn, Resident
from models.plan.areas import Area
from models.plan.queries import nearest_buurt


@dataclass(frozen=True)
class Who:
    """Whose wish it is, and where they said it."""

    resident: Resident
    address: Address


@dataclass
class Wishes:
    """Carries out the wishes of one turn: all of them or, when something is raised inside, none.

    What a resident says of themselves changes `about` alone, and is written with that of
    everybody else at the end of the batch. The first other wish opens a savepoint.
    """

    session: Session
    row: Waiting
    about: About
    plan: Plan
    now: datetime
    _written: Choices = field(init=False)
    _in_savepoint: bool = False
    _opened: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self._written = self.about.choices

    def __enter__(self) -> "Wishes":
        return self

    def __exit__(self, *raised: Any) -> None:
        self._opened.__exit__(*raised)

    def carry_out(self, wish: w.Wish) -> Outcome:
        """Do it, or say why not. Refusals are outcomes; what is raised is a mistake of ours."""
        match wish:
            case w.ChooseWijk(slug) if wijk_of(self.plan, slug) is None:
                return Refused(_name(wish), "unknown")
            case w.ChooseWijk(slug):
                return self._choose(wish, wijk=slug)
            case w.ChooseLanguage(language):
                return self._choose(wish, language=language)
            case w.SayAge(sixteen_or_older):
                return self._choose(wish, sixteen_or_older=sixteen_or_older)
            case w.HearOwnNews(on):
                return self._choose(wish, muted=not on)
        return self._in_database(wish)

    def _choose(self, wish: w.Wish, **chosen: Any) -> Done:
        self.about = replace(self.about, choices=replace(self.about.choices, **chosen))
        return Done(_name(wish))

    def _in_database(self, wish: w.Wish) -> Outcome:
        if not self._in_savepoint:
            self._opened.enter_context(self.session.begin_nested())
            wait_briefly(self.session)
            self._in_savepoint = True
        if self.about.choices != self._written:
            choose(self.session, {self.row.resident_id: self.about.choices})
        outcome = carry_out(self.session, wish, self._who(), self.now)
        self.session.flush()
        if not isinstance(wish, _CHANGES_NOTHING_KNOWN):
            self.about = load_about(self.session, [self.row.resident_id])[self.row.resident_id]
        self._written = self.about.choices
        return outcome

    def _who(self) -> Who:
        """Read anew: what they chose a moment ago is in the database and not in an old object."""
        resident = self.session.get_one(Resident, self.row.resident_id, populate_existing=True)
        return Who(resident, self.session.get_one(Address, self.row.address_id))


# After these the dialogue knows as much of this resident as before.
_CHANGES_NOTHING_KNOWN = (w.Locate, w.FindCheckIn, w.AnswerCheckIn)


def carry_out(session: Session, wish: w.Wish, who: Who, now: datetime) -> Outcome:
    """Do it, or say why not. Refusals are outcomes; what is raised is a mistake of ours."""
    try:
        return _carry_out(session, wish, who, now)
    except tuple(_WHY) as no:
        return Refused(_name(wish), _WHY[type(no)])
    except asking.NotOpen as no:
        return Refused(_name(wish), no.why)


_WHY: dict[type[Exception], str] = {
    submitting.TooMany: "too_many",
    submitting.UnknownWijk: "unknown",
    answering.Unknown: "unknown",
    answering.NotAsked: "not_asked",
    answering.TooLate: "too_late",
}


def _name(wish: w.Wish) -> str:
    return type(wish).__name__


def _carry_out(session: Session, wish: w.Wish, who: Who, now: datetime) -> Outcome:
    """Wishes that ask for something back; the others only have to be done."""
    match wish:
        case w.Locate(lat, lon):
            return _locate(session, lat, lon)
        case w.SubmitIdea():
            return _submit(session, wish, who, now)
        case w.FindCheckIn(token):
            return _found(asking.find_open(session, who.resident, token, now))
        case w.AnswerQuestion() | w.AcceptText() | w.Withdraw():
            _about_mine(session, wish, who.resident, now)
        case _:
            _about_me(session, wish, who, now)
    return Done(_name(wish))


def _about_mine(
    session: Session,
    wish: w.AnswerQuestion | w.AcceptText | w.Withdraw,
    resident: Resident,
    now: datetime,
) -> None:
    match wish:
        case w.AnswerQuestion(ref, text):
            answering.answer(session, resident.id, ref, text, now)
        case w.AcceptText(ref, agree):
            answering.accept_text(session, resident.id, ref, agree, now)
        case w.Withdraw(ref):
            answering.withdraw(session, resident.id, ref, now)


def _about_me(session: Session, wish: w.Wish, who: Who, now: datetime) -> None:
    resident = who.resident
    match wish:
        case w.SetOptIn(kind, on):
            consents.set_opt_in(session, resident, OptIn(kind), on, now)
        case w.StopMessages():
            consents.stop_all(session, resident, now)
        case w.AnswerCheckIn(token, position):
            asking.answer(session, resident, token, position, now)
        case w.EraseMe():
            erasing.erase(session, resident, now)


def _locate(session: Session, lat: float, lon: float) -> Located:
    buurt = nearest_buurt(session, lat, lon)
    wijk = session.get(Area, buurt.wijk_id) if buurt and buurt.wijk_id else None
    return Located(wijk.slug if wijk else None, lat, lon)


def _submit(session: Session, wish: w.SubmitIdea, who: Who, now: datetime) -> Submitted:
    idea = submitting.Idea(**asdict(wish) | {"place_kind": PlaceKind(wish.place_kind)})
    initiative = submitting.submit(session, idea, who.resident, who.address, now)
    return Submitted(initiative.ref, initiative.due_on)


def _found(found: asking.Open) -> CheckInFound:
    return CheckInFound(
        found.token, found.question, tuple(found.answers), found.opgave, found.closes_on
    )
