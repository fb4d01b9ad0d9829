""" "Ik wil hier iets over zeggen": a reaction to an opgave, in one's own words."""

from bot.dialogue.choices import STOP
from bot.dialogue.events import Choose, Event, Refused, Submitted, Text
from bot.dialogue.facts import Facts, OpgaveFact
from bot.dialogue.replies import Reply, Say, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go
from bot.dialogue.talks import said
from bot.dialogue.wishes.saying import React


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/reactie <slug>` of an opgave that is shown; what stands behind it are the words."""
    slug, _, words = argument.strip().partition(" ")
    opgave = _find(facts, slug)
    if opgave is None:
        return go(state, "/opgaven", say("opgave.unknown"))
    if 0 < len(words.strip()) <= said.MOST_WORDS:
        return _check(state, {"opgave": opgave.slug, "words": words.strip()}, facts)
    reply = Reply((_about(opgave), say("react.words"), *said.now(state)), (STOP,))
    return ask(state, "reacting.words", reply, free=True, data={"opgave": opgave.slug})


def resume(state: State, step: str, data: said.Data, facts: Facts) -> Step:
    return _check(state, data, facts)


def _find(facts: Facts, slug: object) -> OpgaveFact | None:
    every = (*facts.plan.opgaven, *facts.plan.proposed)
    return next((one for one in every if one.slug == slug), None)


def _about(opgave: OpgaveFact) -> Say:
    return say("react.about", opgave=opgave.title)


def _words(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("stop", _):
            return said.stopped(state)
        case Text(text) if len(text) > said.MOST_WORDS:
            return said.too_long(state, text, facts)
        case Text(text):
            return _check(state, {**state.data, "words": text.strip()}, facts)
    return None


def _check(state: State, data: said.Data, facts: Facts) -> Step:
    opgave = _find(facts, data["opgave"])
    if opgave is None:
        return go(state, "/opgaven", say("opgave.unknown"))
    return said.check(state, "reacting.check", data, _about(opgave), say("react.public"))


def _checked(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Submitted(ref, due):
            return said.sent(state, ref, say("react.due", due=due))
        case Refused("React", why) if why != "too_many":
            return go(state, "/opgaven", say("opgave.unknown"))
    return said.checked(
        state,
        event,
        React(str(state.data["opgave"]), str(state.data["words"])),
        lambda: begin(state, str(state.data["opgave"]), facts),
        lambda more: _check(state, more, facts),
    )


TALK = Talk("reacting", commands={"reactie": begin}, steps={"words": _words, "check": _checked})
