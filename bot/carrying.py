"""Carrying out what the dialogue wishes. Each outcome is the next event of the same turn."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue import wishes as w
from bot.dialogue.events import CheckInFound, Done, Located, Outcome, Refused, Submitted
from models.asking import answering as asking
from models.initiatives import answering, erasing, submitting
from models.initiatives.contributions import PlaceKind
from models.messages.inbox import InboxRow
from models.people import consents
from models.people.residents import Address, OptIn, Resident
from models.plan.areas import Area
from models.plan.queries import nearest_buurt, wijk_by_slug


@dataclass(frozen=True)
class Who:
    """Whose wish it is, where they said it, and in which inbox row."""

    resident: Resident
    address: Address
    row: InboxRow


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
            # Used once: the raw update, which holds the spot, goes with this turn.
            who.row.body = None
            return _locate(session, lat, lon)
        case w.SubmitIdea():
            return _submit(session, wish, who, now)
        case w.ChooseWijk(slug):
            return _choose_wijk(session, who.resident, slug)
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
        case w.ChooseLanguage(language):
            resident.language = language
        case w.SayAge(sixteen_or_older):
            resident.sixteen_or_older = sixteen_or_older
        case w.SetOptIn(kind, on):
            consents.set_opt_in(session, resident, OptIn(kind), on, now)
        case w.StopMessages():
            consents.stop_all(session, resident, now)
        case w.HearOwnNews(on):
            resident.muted = not on
        case w.AnswerCheckIn(token, position):
            asking.answer(session, resident, token, position, now)
            # The raw words hold the answer beside who gave it, so they go in this transaction.
            who.row.body = None
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


def _choose_wijk(session: Session, resident: Resident, slug: str) -> Outcome:
    wijk = wijk_by_slug(session, slug)
    if wijk is None:
        return Refused("ChooseWijk", "unknown")
    resident.wijk_id = wijk.id
    return Done("ChooseWijk")


def _found(found: asking.Open) -> CheckInFound:
    return CheckInFound(
        found.token, found.question, tuple(found.answers), found.opgave, found.closes_on
    )
