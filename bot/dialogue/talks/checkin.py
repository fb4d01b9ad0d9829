"""A check-in: one short question, answered with one button, once.

What somebody answered stands nowhere in the state: it goes into the wish and is forgotten.
"""

from dataclasses import replace

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import MOST_BUTTONS, button, named
from bot.dialogue.events import CheckInFound, Choose, Done, Event, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import ANY, State, Tap
from bot.dialogue.step import Step, Talk, ask, go, rest, want
from bot.dialogue.wishes.checkins import AnswerCheckIn, FindCheckIn

_REFUSALS = ("none", "closed", "answered", "not_yours")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/checkin` of one's wijk, or `/checkin <token>` from a message or a link."""
    if not argument and wijk_of(facts.plan, facts.wijk) is None:
        return go(state, "/wijk + /checkin")
    looking = replace(state, talk="checkin", step="find", data={})
    return want(looking, FindCheckIn(argument))


def _find(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case CheckInFound():
            return _ask(state, event, facts)
        case Refused(_, why):
            return rest(state, _refusal(why))
    return None


def _ask(state: State, found: CheckInFound, facts: Facts) -> Step:
    answers = tuple(named(f"a:{position}", label) for position, label in enumerate(found.answers))
    choices = (*answers, button("skip", "rather_not"))
    says = (
        _about(found, facts),
        Words(found.question, "nl"),
        say("checkin.once"),
        say("checkin.until", closes=found.closes),
    )
    few = len(choices) <= MOST_BUTTONS
    reply = Reply(says, choices if few else (), () if few else choices)
    return ask(state, "checkin.answer", reply, data={"token": found.token})


def _about(found: CheckInFound, facts: Facts) -> Say:
    opgave = next((one for one in facts.plan.opgaven if one.slug == found.opgave), None)
    return say("checkin.about", opgave=opgave.title if opgave else found.opgave)


def _answer(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("skip", _):
            return rest(state, say("checkin.skipped"))
        case Choose(value, turn):
            forgetting = replace(state, tapped=Tap(ANY, turn))
            return want(forgetting, AnswerCheckIn(str(state.data["token"]), int(value[2:])))
        case Done("AnswerCheckIn"):
            return rest(
                state, say("checkin.thanks"), say("checkin.no_sample"), say("checkin.later")
            )
        case Refused("AnswerCheckIn", why):
            return rest(state, _refusal(why))
    return None


def _refusal(why: str) -> Say:
    return say(f"checkin.{why if why in _REFUSALS else 'none'}")


TALK = Talk("checkin", commands={"checkin": begin}, steps={"find": _find, "answer": _answer})
