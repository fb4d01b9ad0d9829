"""What residents wish for themselves."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done, Located
from bot.dialogue.wishes.me import EraseMe, Locate, SetOptIn, StopMessages
from models.initiatives import erasing
from models.people import consents
from models.people.residents import OptIn
from models.plan.areas import Area
from models.plan.queries import nearest_buurt


def locate(session: Session, wish: Locate, _who: Who, _now: datetime) -> Located:
    buurt = nearest_buurt(session, wish.lat, wish.lon)
    wijk = session.get(Area, buurt.wijk_id) if buurt and buurt.wijk_id else None
    return Located(wijk.slug if wijk else None, wish.lat, wish.lon)


def set_opt_in(session: Session, wish: SetOptIn, who: Who, now: datetime) -> Done:
    consents.set_opt_in(session, who.resident, OptIn(wish.kind), wish.on, now)
    return Done("SetOptIn")


def stop_messages(session: Session, _wish: StopMessages, who: Who, now: datetime) -> Done:
    consents.stop_all(session, who.resident, now)
    return Done("StopMessages")


def erase_me(session: Session, wish: EraseMe, who: Who, now: datetime) -> Done:
    erasing.erase(session, who.resident, now, keep_public=wish.keep_public)
    return Done("EraseMe")
