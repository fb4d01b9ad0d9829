"""Short ways to say things in tests: an opgave that is voorgelegd, a gesprek, who comes."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.asking import recognising
from models.asking.recognising import Recognised
from models.meetings import holding, seats
from models.meetings.holding import Proposal
from models.meetings.meetings import Meeting
from models.people.residents import Address, Channel
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.opgaven import Opgave, OpgaveState
from tests.builders import NOW, create_address, create_resident

STARTS_AT = NOW + timedelta(days=3)


def propose(session: Session, opgave: Opgave) -> Opgave:
    """Bring an opgave before the residents."""
    opgave = session.merge(opgave)
    opgave.state = OpgaveState.PROPOSED
    session.flush()
    return opgave


def create_meeting(
    session: Session, staff: Staff, wijk: Area, *, now: datetime = NOW, **changes: Any
) -> Meeting:
    fields: dict[str, Any] = {
        "about": "Spelen in de wijk",
        "place": "Buurthuis De Terp",
        "starts_at": STARTS_AT,
        "wijk_id": wijk.id,
        "seats": 2,
    }
    return holding.make(session, staff, Proposal(**fields | changes), now)


def somebody(session: Session, wijk: Area, channel: Channel = Channel.TELEGRAM) -> Address:
    """A chat of a new resident of this wijk."""
    return create_address(session, create_resident(session, wijk), channel)


def comes(session: Session, meeting: Meeting, wijk: Area, number: int = 1) -> list[Address]:
    """That many chats take a seat."""
    chats = [somebody(session, wijk) for _ in range(number)]
    for chat in chats:
        seats.take(session, meeting.id, chat.id, NOW)
    return chats


def answers(
    session: Session, opgave: Opgave, wijk: Area, given: Recognised, number: int = 1
) -> list[Address]:
    """That many chats answer so."""
    chats = [somebody(session, wijk) for _ in range(number)]
    for chat in chats:
        recognising.answer(session, opgave.slug, given, chat, NOW)
    return chats
