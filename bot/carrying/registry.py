"""Who carries out which wish. A new wish is a class in `bot/dialogue/wishes` and a line here."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.carrying import (
    calls,
    changes,
    checkins,
    finding,
    follow_up,
    following,
    ideas,
    me,
    meetings,
    mydata,
    place_plan,
    saying,
    supporting,
    understanding,
)
from bot.carrying.who import Who
from bot.dialogue.events import Outcome, Refused
from bot.dialogue.wishes.calls import AskCall, CancelCall
from bot.dialogue.wishes.changes import AskSecondLook, ChangeIdea, DropPhotos
from bot.dialogue.wishes.checkins import AnswerCheckIn, FindCheckIn
from bot.dialogue.wishes.finding import FindNearby, FindSimilar, Search
from bot.dialogue.wishes.follow_up import SayHow, TellHow
from bot.dialogue.wishes.following import FollowIt, SeeFollowed, SeeNews, UnfollowIt
from bot.dialogue.wishes.ideas import AcceptText, AnswerQuestion, SubmitIdea, Withdraw
from bot.dialogue.wishes.me import EraseMe, Locate, SetOptIn, StopMessages
from bot.dialogue.wishes.meetings import FindMeeting, GiveSeatBack, TakeSeat
from bot.dialogue.wishes.mydata import EraseIdea, FindMyAnswers, MakeTakeout, TakeAnswerBack
from bot.dialogue.wishes.place_plan import AnswerStep, HandInPlan, MakePlanFile, SeePlan
from bot.dialogue.wishes.saying import Explain, React, Recognise, SayMatters
from bot.dialogue.wishes.supporting import (
    GiveSupport,
    MeetHelpers,
    SeeHelpers,
    SeeInitiative,
    TakeSupport,
)
from bot.dialogue.wishes.understanding import NoteMiss
from bot.dialogue.wishes.wish import Wish
from models.asking import answering as asking
from models.asking import recognising
from models.initiatives import answering, changing, place_planning, speaking_up, submitting
from models.initiatives import follow_up as asked
from models.initiatives import following as follows
from models.initiatives import supporting as supports
from models.meetings.seats import NotPossible

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
    ChangeIdea: changes.change,
    DropPhotos: changes.drop_photos,
    AskSecondLook: changes.ask_second_look,
    FindCheckIn: checkins.find,
    AnswerCheckIn: checkins.answer,
    React: saying.react,
    SayMatters: saying.say_matters,
    Recognise: saying.recognise,
    Explain: saying.explain,
    FindMeeting: meetings.find,
    TakeSeat: meetings.take,
    GiveSeatBack: meetings.give_back,
    SeeInitiative: supporting.see,
    GiveSupport: supporting.give,
    TakeSupport: supporting.take,
    SayHow: follow_up.say_how,
    TellHow: follow_up.tell_how,
    FollowIt: following.follow,
    UnfollowIt: following.unfollow,
    SeeFollowed: following.see_all,
    SeeNews: following.see_news,
    SeeHelpers: supporting.see_helpers,
    MeetHelpers: supporting.meet_helpers,
    NoteMiss: understanding.note,
    AskCall: calls.ask,
    CancelCall: calls.cancel,
    MakeTakeout: mydata.make_takeout,
    FindMyAnswers: mydata.find_answers,
    TakeAnswerBack: mydata.take_answer_back,
    EraseIdea: mydata.erase_idea,
    SeePlan: place_plan.see,
    AnswerStep: place_plan.answer,
    HandInPlan: place_plan.hand_in,
    MakePlanFile: place_plan.make_file,
    Search: finding.search_words,
    FindNearby: finding.find_nearby,
    FindSimilar: finding.find_similar,
}

# After these the dialogue knows as much of this resident as before.
CHANGES_NOTHING_KNOWN = (
    *(Locate, FindCheckIn, AnswerCheckIn),
    *(NoteMiss, AskCall, CancelCall),
    *(Recognise, Explain, FindMeeting, TakeSeat, GiveSeatBack),
    *(SeeInitiative, GiveSupport, TakeSupport, SeeHelpers, MeetHelpers),
    *(SeeFollowed, SeeNews, SayHow, TellHow),
    *(MakeTakeout, FindMyAnswers, TakeAnswerBack),
    *(Search, FindNearby, FindSimilar),
    *(SeePlan, AnswerStep, HandInPlan, MakePlanFile),
)

# What the house refuses, in the word of the wish's own docstring.
_WHY: Mapping[type[Exception], str] = {
    submitting.TooMany: "too_many",
    submitting.UnknownWijk: "unknown",
    answering.Unknown: "unknown",
    answering.NotAsked: "not_asked",
    answering.TooLate: "too_late",
    speaking_up.SaidEnough: "too_many",
    speaking_up.UnknownSubject: "unknown",
    recognising.NotAsked: "unknown",
    supports.Unknown: "unknown",
    follows.TooMany: "too_many",
    asked.NotAsked: "not_asked",
    changing.Offered: "offered",
    place_planning.Closed: "closed",
    place_planning.NotYours: "not_yours",
    place_planning.Empty: "empty",
}


def carry_out(session: Session, wish: Wish, who: Who, now: datetime) -> Outcome:
    """Do it, or say why not. Refusals are outcomes; what is raised is a mistake of ours."""
    name = type(wish).__name__
    try:
        return CARRIERS[type(wish)](session, wish, who, now)
    except tuple(_WHY) as no:
        return Refused(name, _WHY[type(no)])
    except (asking.NotOpen, NotPossible) as no:
        return Refused(name, no.why)
