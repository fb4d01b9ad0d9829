"""Being called by a colleague, within the term of every other question."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done
from bot.dialogue.wishes.calls import AskCall, CallAsked, CancelCall
from models.initiatives.terms import local_day, working_days_after
from models.people import calls
from models.plan.reading import load_frame


def ask(session: Session, wish: AskCall, who: Who, now: datetime) -> CallAsked:
    due = working_days_after(local_day(now), load_frame(session).term_days)
    calls.ask(session, who.resident, who.address, wish.phone, due, now)
    return CallAsked(due)


def cancel(session: Session, _wish: CancelCall, who: Who, _now: datetime) -> Done:
    calls.cancel(session, who.resident)
    return Done("CancelCall")
