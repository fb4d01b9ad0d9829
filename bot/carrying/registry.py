"""Who carries out which wish. A new wish is a class in `bot/dialogue/wishes` and a line here."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.carrying import checkins, ideas, me
from bot.carrying.who import Who
from bot.dialogue.events import Outcome, Refused
from bot.dialogue.wishes.checkins import AnswerCheckIn, FindCheckIn
from bot.dialogue.wishes.ideas import AcceptText, AnswerQuestion, SubmitIdea, Withdraw
from bot.dialogue.wishes.me import EraseMe, Locate, SetOptIn, StopMessages
from bot.dialogue.wishes.wish import Wish
from models.asking import answering as asking
from models.initiatives import answering, submitting

# Each takes its own class of wish, which the type of this table cannot say.
Carry = Callable[[Session, Any, Who, datetime], Outcome]

CARRIERS: Mapping[type[Wish], Carry] = {
    Locate: me.locate,
    SetOptIn: me.set_opt_in,
    StopMessages: me.stop_messages,
    EraseMe: me.erase_me,
    SubmitIdea: ideas.submit,
    AnswerQuestion: ideas.answer,
    AcceptText: ideas.accept_text,
    Withdraw: ideas.withdraw,
    FindCheckIn: checkins.find,
    AnswerCheckIn: checkins.answer,
}

# After these the dialogue knows as much of this resident as before.
CHANGES_NOTHING_KNOWN = (Locate, FindCheckIn, AnswerCheckIn)

# What the house refuses, in the word of the wish's own docstring.
_WHY: Mapping[type[Exception], str] = {
    submitting.TooMany: "too_many",
    submitting.UnknownWijk: "unknown",
    answering.Unknown: "unknown",
    answering.NotAsked: "not_asked",
    answering.TooLate: "too_late",
}


def carry_out(session: Session, wish: Wish, who: Who, now: datetime) -> Outcome:
    """Do it, or say why not. Refusals are outcomes; what is raised is a mistake of ours."""
    name = type(wish).__name__
    try:
        return CARRIERS[type(wish)](session, wish, who, now)
    except tuple(_WHY) as no:
        return Refused(name, _WHY[type(no)])
    except asking.NotOpen as no:
        return Refused(name, no.why)
