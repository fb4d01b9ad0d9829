"""A sentence that we did not understand: what was it about? It goes along to wherever it fits."""

from dataclasses import replace

from bot.dialogue.choices import MENU, button
from bot.dialogue.contact import card
from bot.dialogue.events import Choose, Event
from bot.dialogue.facts import Facts
from bot.dialogue.meaning.intents import subject
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest, seek
from bot.dialogue.talks import menu
from bot.dialogue.talks.finding import results
from bot.dialogue.wishes.finding import Search, SearchFound

MOST_WORDS = 2000
# What pays is no page that one searches: it is listed.
_MONEY = ("subsidie", "subsidies", "geld", "budget", "vergoeding", "grant", "grants", "money")
_CHOICES = (
    button("propose", "meant_idea"),
    button("melding", "meant_report"),
    button("question", "meant_question"),
)


def which(state: State, words: str) -> Step:
    """Ask what their words are: an idea, a report, a question."""
    reply = Reply((say("miss.which"),), _CHOICES)
    return ask(state, "understanding.which", reply, data={"words": words[:MOST_WORDS]})


def _which(state: State, event: Event, facts: Facts) -> Step | None:
    words = str(state.data.get("words", ""))
    match event:
        case Choose("propose", _):
            return go(state, f"/nieuw zin {words}")
        case Choose("melding", _):
            return go(state, f"/melden {words}")
        case Choose("question", _):
            return go(state, f"/vraag {words}")
    return menu.at_rest(state, event, facts)


def question(state: State, argument: str, facts: Facts) -> Step:
    """`/vraag` and its words: look for what they are about; where nothing is, there is a person."""
    word = subject(argument)
    if word in _MONEY:
        return go(state, "/kan geld")
    return seek(state, "understanding.found", Search(word)) if word else _person(state, facts)


def _found(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case SearchFound(opgaven=(), ideas=(), wijken=()):
            return _person(state, facts)
        case SearchFound():
            step = results(state, event, facts)
            return replace(step, replies=(Reply((say("nearest.look"),)), *step.replies))
    return None


def _person(state: State, facts: Facts) -> Step:
    choices = (button("/bel", "call_me"), button("/opgaven", "opgaven_short"), MENU)
    return rest(state, say("nearest.question"), *card(facts), buttons=choices)


TALK = Talk("understanding", commands={"vraag": question}, steps={"which": _which, "found": _found})
