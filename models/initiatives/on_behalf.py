"""Ideas and answers that a resident told a colleague, on the phone or at the door.

Whoever has no chat hears the same as everybody: each message becomes a to-do for a colleague
(`models/messages/by_hand.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.initiatives import answering
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.submitting import Idea, submit
from models.messages.by_hand import BY_HAND
from models.messages.outgoing import message, say
from models.messages.sending import Terms, enqueue, reachable
from models.people.finding import Caller, find_or_create
from models.people.residents import Address, Channel, Resident
from models.people.rights import Act, require
from models.people.staff import Staff
from models.plan.queries import wijk_by_slug


@dataclass(frozen=True)
class Contact:
    """How somebody without a chat is reached: a postal address of a few lines, or a number."""

    channel: Channel
    words: str
    language: str = "nl"

    @property
    def caller(self) -> Caller:
        """The same person however many spaces were typed."""
        lines = (" ".join(line.split()) for line in self.words.splitlines())
        return Caller(self.channel, "", "\n".join(line for line in lines if line), self.language)


class NoByHand(Exception):
    """The author has a chat of their own: they answer there."""


def enter(session: Session, by: Staff, idea: Idea, contact: Contact, now: datetime) -> Initiative:
    """Hand in an idea for somebody; they hear by letter or phone that it came in.

    Raises `rights.NotAllowed`, `TooMany` and `UnknownWijk`.
    """
    wijk = wijk_by_slug(session, idea.wijk)
    require(by, Act.ON_BEHALF, wijk.stadsdeel_id if wijk else None)
    (known,) = find_or_create(session, [contact.caller], now).values()
    resident = session.get_one(Resident, known.resident_id, with_for_update=True)
    resident.language, resident.wijk_id = contact.language, wijk.id if wijk else None
    address = session.get_one(Address, known.address_id)
    initiative = submit(session, idea, resident, address, now, by)
    _tell_received(session, initiative, address, now)
    return initiative


def _tell_received(
    session: Session, initiative: Initiative, address: Address, now: datetime
) -> None:
    received = say("by_hand.received", ref=initiative.ref, title=initiative.title)
    until = say("by_hand.until", until=initiative.due_on)
    terms = Terms(contribution_id=initiative.id)
    dedupe = f"received:{initiative.id}"
    body = message([received, until])
    enqueue(session, address, body, dedupe=dedupe, now=now, terms=terms)


def answer_for(
    session: Session, by: Staff, contribution: Contribution, words: str, now: datetime
) -> Contribution:
    """Write down what the author answered to our question.

    Raises `rights.NotAllowed`, `NoByHand` and `answering.NotAsked`.
    """
    author = _author(session, by, contribution)
    return answering.answer(session, author, contribution.ref, words, now, by)


def agree_for(
    session: Session, by: Staff, contribution: Contribution, agree: bool, now: datetime
) -> Contribution:
    """Write down whether the author agrees to our changed text. Raises as `answer_for`."""
    author = _author(session, by, contribution)
    return answering.accept_text(session, author, contribution.ref, agree, now, by)


def _author(session: Session, by: Staff, contribution: Contribution) -> int:
    require(by, Act.ON_BEHALF, contribution.stadsdeel_id)
    if not is_by_hand(session, contribution) or contribution.resident_id is None:
        raise NoByHand
    return contribution.resident_id


def is_by_hand(session: Session, contribution: Contribution) -> bool:
    """Whether its author hears by letter or phone."""
    address = reachable(session, contribution.resident_id, contribution.address_id)
    return address is not None and address.channel in BY_HAND
