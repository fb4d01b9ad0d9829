"""What residents wish to say."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done, Submitted
from bot.dialogue.wishes.saying import Explain, React, Recognise, SayMatters
from models.asking import recognising
from models.initiatives import speaking_up


def react(session: Session, wish: React, who: Who, now: datetime) -> Submitted:
    said = speaking_up.react(session, wish.opgave, wish.words, who.resident, who.address, now)
    return Submitted(said.ref, said.due_on)


def say_matters(session: Session, wish: SayMatters, who: Who, now: datetime) -> Submitted:
    concern = speaking_up.Concern(wish.words, wish.wijk, wish.theme, wish.place)
    said = speaking_up.say_matters(session, concern, who.resident, who.address, now)
    return Submitted(said.ref, said.due_on)


def recognise(session: Session, wish: Recognise, who: Who, now: datetime) -> Done:
    given = recognising.Recognised(wish.answer)
    recognising.answer(session, wish.opgave, given, who.address, now)
    return Done("Recognise")


def explain(session: Session, wish: Explain, who: Who, _now: datetime) -> Done:
    recognising.explain(session, wish.opgave, wish.words, who.address)
    return Done("Explain")
