"""A sentence that is no answer to our question: the nearest thing that we can do with it."""

from bot.dialogue.areas import named_in
from bot.dialogue.contact import card
from bot.dialogue.facts import Facts
from bot.dialogue.meaning.intents import intent
from bot.dialogue.replies import say
from bot.dialogue.state import State
from bot.dialogue.step import Step, again, go
from bot.dialogue.talks.reporting import about, where

# What is only said: a command that one can also choose in the menu.
_COMMANDS = {"mine": "/mijn", "stop": "/stop", "person": "/mens", "meetings": "/gesprekken"}
# Where nothing is half done, so that a sentence may lead away. "" is where nothing was said yet.
_MAY_LEAVE = ("", "menu", "understanding", "reporting", "wijk", "settings", "language", "meetings")
# Elsewhere a shorter question ("wat?") is about ours.
_QUESTION = 3


def nearest(state: State, text: str, facts: Facts) -> Step | None:
    """Go there with the sentence; None where we do not know what it wants."""
    meant = intent(text)
    if state.talk not in _MAY_LEAVE:
        return _aside(state, meant, text, facts)
    if meant in _COMMANDS:
        return go(state, _COMMANDS[meant])
    match meant:
        case "propose":
            return go(state, f"/nieuw zin {text}")
        case "matters":
            return go(state, f"/belangrijk {text}")
        case "melding":
            return go(state, f"/melden {text}")
        case "question":
            return go(state, f"/vraag {text}")
        case "opgaven":
            wijk = named_in(facts.plan.wijken, text)
            return go(state, f"/opgaven {wijk.slug}" if wijk else "/opgaven")
        case "greeting" | "thanks":
            return go(state, "/menu", say(f"nearest.{meant}"))
    return None


def _aside(state: State, meant: str, text: str, facts: Facts) -> Step | None:
    """An answer in passing, and then our own question again."""
    if meant == "stop":
        # The idea in hand outlives it.
        return go(state, _COMMANDS[meant])
    if meant == "melding":
        return again(state, *where(about(text, facts.plan.reports), facts))
    if meant == "person" or (meant == "question" and len(text.split()) >= _QUESTION):
        return again(state, *card(facts))
    return None
