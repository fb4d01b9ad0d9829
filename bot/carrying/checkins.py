"""What residents wish of a check-in."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import CheckInFound, Done
from bot.dialogue.wishes.checkins import AnswerCheckIn, FindCheckIn
from models.asking import answering


def find(session: Session, wish: FindCheckIn, who: Who, now: datetime) -> CheckInFound:
    found = answering.find_open(session, who.resident, wish.token, now)
    return CheckInFound(
        found.token, found.question, tuple(found.answers), found.opgave, found.closes_on
    )


def answer(session: Session, wish: AnswerCheckIn, who: Who, now: datetime) -> Done:
    answering.answer(session, who.resident, wish.token, wish.position, now)
    return Done("AnswerCheckIn")
