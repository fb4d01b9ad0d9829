"""Who we are, said before anything is asked, and where a link or a poster leads."""

import re
from dataclasses import replace

from bot.dialogue.areas import wijk_of
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, go
from bot.dialogue.talks.moments import of_code

# The letters of our links, each for a kind of thing.
_KINDS = ("w", "o", "i", "n", "c", "k", "e", "g", "p")
_NUMBER = re.compile(r"[0-9]{1,18}")


def greeting(facts: Facts) -> tuple[Say | Words, ...]:
    """What everybody hears first, whatever they came for."""
    plan = facts.plan
    says = [say("welcome.who", gemeente=plan.gemeente)]
    if facts.channel == "telegram":
        says.append(say("welcome.telegram", url=f"{plan.base_url}/chat"))
    return (*says, say("welcome.secrets"), say("welcome.language"))


def start(state: State, argument: str, facts: Facts) -> Step:
    """`/start`, with or without a payload. An unknown payload is a normal start.

    What a link led to may be gone, or not be shown any more: of both we say the same.
    """
    if command := _link(argument, facts):
        return go(state, command)
    step = _normally(state, facts)
    return replace(step, replies=(Reply((say("welcome.gone"),)),)) if _was_ours(argument) else step


def _was_ours(payload: str) -> bool:
    """Whether it is written as a link of ours, to something that we do not know."""
    kind, _, name = payload.partition("_")
    return bool(name) and kind in _KINDS


def _normally(state: State, facts: Facts) -> Step:
    if state.draft and not state.draft.empty:
        return go(state, "/nieuw hervat")
    if wijk_of(facts.plan, facts.wijk):
        return go(state, "/menu", say("welcome.back"))
    return go(replace(state, greeted=False), "/wijk")


def _link(payload: str, facts: Facts) -> str:
    """The command behind a deep link, or nothing. The letter is the kind of thing it names."""
    kind, _, name = payload.partition("_")
    plan = facts.plan
    known = {
        "w": wijk_of(plan, name) and f"/opgaven {name}",
        "o": any(o.slug == name for o in (*plan.opgaven, *plan.proposed)) and f"/opgave {name}",
        "e": _event(name, facts),
        "g": _event(name, facts),
        "k": _moment(of_code(name, facts)),
        "i": _idea(name, facts),
        "n": any(category.slug == name for category in plan.categories) and f"/nieuw n_{name}",
        "c": name and f"/checkin {name}",
        "p": name and f"/plan {name}",
    }
    return known.get(kind) or ""


def _event(name: str, facts: Facts) -> str:
    """A gesprek by its number, or a moment of the agenda by its name."""
    known = any(moment.slug == name for moment in facts.plan.moments)
    return f"/gesprek {name}" if _NUMBER.fullmatch(name) else _moment(name if known else "")


def _moment(slug: str) -> str:
    return f"/moment {slug}" if slug else ""


def _idea(ref: str, facts: Facts) -> str:
    if any(idea.ref == ref for idea in facts.mine):
        return f"/mijn {ref}"
    # Whether it is on the site is for the talk to find out: the plan knows the newest only.
    return f"/idee {ref}" if ref else ""


TALK = Talk("welcome", commands={"start": start})
