"""What authors wish to say when we ask how their initiative fares."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done
from bot.dialogue.wishes.follow_up import SayHow, TellHow
from models.initiatives import follow_up


def say_how(session: Session, wish: SayHow, who: Who, now: datetime) -> Done:
    follow_up.answer(session, who.resident, wish.ref, follow_up.How(wish.how), now)
    return Done("SayHow")


def tell_how(session: Session, wish: TellHow, who: Who, now: datetime) -> Done:
    follow_up.tell_more(session, who.resident, wish.ref, wish.text, now)
    return Done("TellHow")
