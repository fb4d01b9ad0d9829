"""Words that were said and not sent: they wait on the menu, as an idea does."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.choices import button, short
from bot.dialogue.events import Choose, Event
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import Kept, State
from bot.dialogue.step import Step, Talk, ask, go, rest
from bot.dialogue.talks import answering, matters, reacting
from bot.dialogue.words import one_line

Resume = Callable[[State, str, Mapping[str, Any], Facts], Step]
# By talk: what puts its question again, with the words that were said.
_RESUMES: Mapping[str, Resume] = {
    "matters": matters.resume,
    "reacting": reacting.resume,
    "answering": answering.resume,
}

# What begins with other words.
_BEGINS = ("belangrijk", "reactie", "antwoord")


def kept_in(state: State) -> State:
    """The state with what they are saying now, so that it outlives their leaving."""
    if state.talk not in _RESUMES or not state.data.get("words"):
        return state
    now = Kept(state.talk, state.step, dict(state.data))
    return state if state.kept == now else replace(state, kept=now)


def waits(state: State, command: str, argument: str) -> Step | None:
    """Ask what becomes of the words in hand, before others take their place."""
    kept = state.kept
    if kept is None or command not in _BEGINS or state.talk == kept.talk:
        return None
    return _offer(state, kept, f"/{command} {argument}".rstrip())


def _offer(state: State, kept: Kept, again: str) -> Step:
    title = short(one_line(str(kept.data.get("words", ""))), 100)
    choices = (button("/verder", "go_on"), button("again", "again"), button("discard", "discard"))
    reply = Reply((say("keeping.resume", words=title),), choices)
    return ask(state, "keeping.offer", reply, data={"again": again})


def _offered(state: State, event: Event, facts: Facts) -> Step | None:
    forgotten = replace(state, kept=None)
    match event:
        case Choose("again", _):
            return go(forgotten, str(state.data["again"]))
        case Choose("discard", _):
            return go(forgotten, "/menu", say("keeping.discarded"))
        case Choose("keep", _):
            return rest(state, say("keeping.kept"))
    return None


def resume(state: State, argument: str, facts: Facts) -> Step:
    """`/verder` with what was being said."""
    kept = state.kept
    if kept is None:
        return go(state, "/menu", say("keeping.none"))
    begun = replace(state, talk=kept.talk, step=kept.step, data=kept.data)
    step = _RESUMES[kept.talk](begun, kept.step, kept.data, facts)
    # What they were about is gone: the words have nowhere to go any more.
    return replace(step, state=replace(step.state, kept=None)) if step.go else step


def stop(state: State, argument: str, facts: Facts) -> Step:
    """`/bewaar`: they stop halfway. Is it kept, or thrown away?"""
    if state.kept is None:
        return go(state, "/menu", say("propose.stopped"))
    choices = (button("keep", "keep"), button("discard", "discard"), button("/verder", "go_on"))
    return ask(state, "keeping.offer", Reply((say("keeping.stopping"),), choices), data={})


TALK = Talk("keeping", commands={"verder": resume, "bewaar": stop}, steps={"offer": _offered})
