"""Being called by a person: a number, a plain yes, and the number goes when it is done."""

import re

from bot.dialogue.choices import MENU, NO, YES, button
from bot.dialogue.contact import card
from bot.dialogue.events import Choose, Done, Event, Text
from bot.dialogue.facts import Facts
from bot.dialogue.missed import missed
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest, want
from bot.dialogue.wishes.calls import AskCall, CallAsked, CancelCall

# Dutch numbers of ten digits, and those of other countries with a plus.
_PHONE = re.compile(r"0[1-9]\d{8}|(?:\+|00)[1-9]\d{7,13}")
_MARKS = re.compile(r"[\s().–-]+")
_NOT = button("not", "no_call")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/bel`; `/bel niet` takes it back."""
    if argument == "niet":
        return want(
            ask(state, "calling.cancel", Reply((say("call.not"),), (MENU,))).state, CancelCall()
        )
    if facts.sixteen_or_older is False:
        return rest(state, say("call.under_16"), *card(facts))
    reply = Reply((say("call.number"), say("call.why")), (_NOT,))
    return ask(state, "calling.number", reply, free=True, data={})


def _number(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("not", _):
            return go(state, "/bel niet")
        case Text(text):
            phone = phone_in(text)
            return _confirm(state, phone) if phone else missed(state, facts, say("call.wrong"))
    return None


def phone_in(text: str) -> str:
    """The number that is all of the text, without its marks; else nothing."""
    bare = _MARKS.sub("", text.strip().replace("(0)", ""))
    return bare if _PHONE.fullmatch(bare) else ""


def _confirm(state: State, phone: str) -> Step:
    reply = Reply((say("call.sure", phone=phone), say("call.goes")), (YES, NO))
    return ask(state, "calling.confirm", reply, data={"phone": phone})


def _confirmed(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return want(state, AskCall(str(state.data["phone"])))
        case Choose("no", _):
            return begin(state, "", facts)
        case CallAsked(due):
            undo = button("/bel niet", "no_call")
            says = (say("call.asked", due=due), say("call.own"))
            return rest(state, *says, buttons=(undo, MENU))
        case Text(text) if phone := phone_in(text):
            return _confirm(state, phone)
    return None


def _cancelled(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Done("CancelCall"):
            return rest(state, say("call.not"))
    return None


TALK = Talk(
    "calling",
    commands={"bel": begin},
    steps={"number": _number, "confirm": _confirmed, "cancel": _cancelled},
)
