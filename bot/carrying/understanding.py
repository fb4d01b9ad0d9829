"""Words that were not understood, kept for the editors."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done
from bot.dialogue.wishes.understanding import NoteMiss
from models.initiatives.terms import local_day
from models.messages import missed


def note(session: Session, wish: NoteMiss, _who: Who, now: datetime) -> Done:
    missed.note(session, wish.words, local_day(now))
    return Done("NoteMiss")
