"""A sentence that is no answer to our question: the nearest thing that we can do with it."""

import re

from bot.dialogue.areas import named_in
from bot.dialogue.contact import card
from bot.dialogue.facts import Facts
from bot.dialogue.meaning.intents import intent
from bot.dialogue.meaning.reading import sentences
from bot.dialogue.replies import say
from bot.dialogue.state import State
from bot.dialogue.step import Step, again, go
from bot.dialogue.talks.reporting import about, where

# What is only said: a command that one can also choose in the menu.
_COMMANDS = {"mine": "/mijn", "stop": "/stop", "person": "/mens", "meetings": "/gesprekken"}
# Where nothing is half done, so that a sentence may lead away. "" is where nothing was said yet.
_MAY_LEAVE = ("", "menu", "understanding", "reporting", "wijk", "settings", "language", "meetings")
# How one begins to say it, which is no part of what one says.
_WHERE = r"( (in|voor) (mij|ons|(mijn|onze|de|deze) (wijk|buurt))(?= *([:,;.!-]|$)))?"
_LEAD = re.compile(
    rf"^(dit|dat) is (heel |erg |zo )?belangrijk{_WHERE}( *[:,;.!-]+ *| *$)", re.IGNORECASE
)
# "Ik wil graag iets zeggen over": so few words only say what it will be about.
_ONLY_ABOUT = 6
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
            return go(state, _matters(text, facts))
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


def _matters(text: str, facts: Facts) -> str:
    """About the one opgave that they name; else something new for their wijk."""
    named = [one for one in (*facts.plan.opgaven, *facts.plan.proposed) if _names(text, one.title)]
    if len(named) == 1:
        beside = len(_plain(text).split()) - len(_plain(named[0].title).split())
        return f"/reactie {named[0].slug} {text if beside > _ONLY_ABOUT else ''}".rstrip()
    if lead := _LEAD.match(text):
        rest = text[lead.end() :]
        text = rest[:1].upper() + rest[1:]
    return f"/belangrijk {text}".rstrip()


def _names(text: str, title: str) -> bool:
    return f" {_plain(title)} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    return " ".join(word for piece in sentences(text) for word in piece)


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
