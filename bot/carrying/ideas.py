"""What residents wish of their own ideas."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done, Submitted
from bot.dialogue.wishes.ideas import AcceptText, AnswerQuestion, SubmitIdea, Withdraw
from models.initiatives import answering, submitting
from models.initiatives.contributions import PlaceKind


def submit(session: Session, wish: SubmitIdea, who: Who, now: datetime) -> Submitted:
    idea = submitting.Idea(**asdict(wish) | {"place_kind": PlaceKind(wish.place_kind)})
    initiative = submitting.submit(session, idea, who.resident, who.address, now)
    return Submitted(initiative.ref, initiative.due_on)


def answer(session: Session, wish: AnswerQuestion, who: Who, now: datetime) -> Done:
    answering.answer(session, who.resident.id, wish.ref, wish.text, now)
    return Done("AnswerQuestion")


def accept_text(session: Session, wish: AcceptText, who: Who, now: datetime) -> Done:
    answering.accept_text(session, who.resident.id, wish.ref, wish.agree, now)
    return Done("AcceptText")


def withdraw(session: Session, wish: Withdraw, who: Who, now: datetime) -> Done:
    answering.withdraw(session, who.resident.id, wish.ref, now)
    return Done("Withdraw")
