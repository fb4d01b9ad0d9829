"""Opnieuw laten bekijken: another colleague looks once more at what was not placed."""

from bot.dialogue.choices import MENU, NO, YES, button
from bot.dialogue.events import Choose, Done, Event, Refused, Text
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, again, ask, go, rest, want
from bot.dialogue.talks.mine import find
from bot.dialogue.wishes.changes import AskSecondLook
from bot.dialogue.words import number

MOST_WORDS = 2000


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/nogeens Z-0142`. Where it cannot be, the idea's own screen says why."""
    idea = find(facts, argument)
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    if idea.look != "can":
        why = say(f"look.{idea.look}") if idea.look in ("asked", "done") else say("look.not_now")
        return go(state, f"/mijn {idea.ref}", why)
    says = (say("look.what", ref=idea.ref), say("look.no_objection"), say("look.ask"))
    return ask(state, "look.ask", Reply(says, (YES, NO)), free=True, data={"ref": idea.ref})


def _ask(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("yes", _):
            return want(state, AskSecondLook(ref, ""))
        case Choose("no", _):
            return go(state, f"/mijn {ref}")
        case Text(text) if len(text) > MOST_WORDS:
            most, used = (number(n, facts.language) for n in (MOST_WORDS, len(text)))
            return again(state, say("change.too_long", most=most, used=used))
        case Text(text):
            return want(state, AskSecondLook(ref, text.strip()))
        case Done("AskSecondLook"):
            return _asked(state, ref, facts)
        case Refused("AskSecondLook", _):
            return go(state, "/mijn", say("look.not_now"))
    return None


def _asked(state: State, ref: str, facts: Facts) -> Step:
    idea = find(facts, ref)
    due = (say("look.due", due=idea.due),) if idea else ()
    see = button(f"/mijn {ref}", "see_idea")
    return rest(state, say("look.thanks"), *due, buttons=(see, MENU))


TALK = Talk("look", commands={"nogeens": begin}, steps={"ask": _ask})
