"""What residents wish of their own data."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done
from bot.dialogue.wishes.mydata import (
    EraseIdea,
    FindMyAnswers,
    MakeTakeout,
    MyAnswers,
    TakeAnswerBack,
    TakeoutMade,
)
from models.asking import answering
from models.initiatives import erasing
from models.people import takeouts


def make_takeout(session: Session, _wish: MakeTakeout, who: Who, now: datetime) -> TakeoutMade:
    token = secrets.token_urlsafe(32)
    takeouts.make(session, who.resident, token, now)
    return TakeoutMade(f"/chat/gegevens/{token}", takeouts.MINUTES)


def find_answers(session: Session, _wish: FindMyAnswers, who: Who, now: datetime) -> MyAnswers:
    given = answering.given(session, who.resident, now)
    return MyAnswers(tuple((one.token, one.question) for one in given))


def take_answer_back(session: Session, wish: TakeAnswerBack, who: Who, now: datetime) -> Done:
    answering.take_back(session, who.resident, wish.token, now)
    return Done("TakeAnswerBack")


def erase_idea(session: Session, wish: EraseIdea, who: Who, now: datetime) -> Done:
    erasing.erase_one(session, who.resident, wish.ref, now)
    return Done("EraseIdea")
