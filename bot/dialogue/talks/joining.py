"""Ways to take part beside an idea: say what matters, come to a gesprek, look at a plan."""

from bot.dialogue.choices import MENU, button, idea_button
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, rest


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/meepraten`."""
    rows: list[Choice] = [
        button("/belangrijk", "matters"),
        button("/gesprekken", "meetings"),
    ]
    rows += [button("/voorgelegd", "recognise")] if facts.plan.proposed else []
    rows += [button("/opgaven", "opgaven"), idea_button(state), MENU]
    return rest(state, say("join.what"), rows=tuple(rows))


TALK = Talk("joining", commands={"meepraten": begin})
