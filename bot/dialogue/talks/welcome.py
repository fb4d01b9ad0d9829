"""Who we are, said before anything is asked, and where a link or a poster leads."""

from dataclasses import replace

from bot.dialogue.areas import wijk_of
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, go


def greeting(facts: Facts) -> tuple[Say | Words, ...]:
    """What everybody hears first, whatever they came for."""
    plan = facts.plan
    says = [say("welcome.who", gemeente=plan.gemeente)]
    if facts.channel == "telegram":
        says.append(say("welcome.telegram", url=f"{plan.base_url}/chat"))
    return (*says, say("welcome.secrets"), say("welcome.language"))


def start(state: State, argument: str, facts: Facts) -> Step:
    """`/start`, with or without a payload. An unknown payload is a normal start."""
    if command := _link(argument, facts):
        return go(state, command)
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
        "g": name.isdecimal() and f"/gesprek {name}",
        "i": _idea(name, facts),
        "n": any(category.slug == name for category in plan.categories) and f"/nieuw n_{name}",
        "c": name and f"/checkin {name}",
        "p": name and f"/plan {name}",
    }
    return known.get(kind) or ""


def _idea(ref: str, facts: Facts) -> str:
    if any(idea.ref == ref for idea in facts.mine):
        return f"/mijn {ref}"
    # Whether it is on the site is for the talk to find out: the plan knows the newest only.
    return f"/idee {ref}" if ref else ""


TALK = Talk("welcome", commands={"start": start})
