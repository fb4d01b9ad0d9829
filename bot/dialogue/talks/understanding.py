"""A sentence that we did not understand: what was it about? It goes along to wherever it fits."""

from bot.dialogue.choices import MENU, button
from bot.dialogue.contact import card
from bot.dialogue.events import Choose, Event
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest
from bot.dialogue.talks import menu

MOST_WORDS = 2000
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
    """`/vraag` and its words: we cannot answer it, and say who can."""
    choices = (button("/bel", "call_me"), button("/opgaven", "opgaven_short"), MENU)
    return rest(state, say("nearest.question"), *card(facts), buttons=choices)


TALK = Talk("understanding", commands={"vraag": question}, steps={"which": _which})
