"""The other language, under its own name."""

from bot.dialogue.choices import BACK, button
from bot.dialogue.events import Choose, Done, Event
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, want
from bot.dialogue.wishes.me import ChooseLanguage

LANGUAGES = ("nl", "en")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/taal` asks; `/taal en` does it at once."""
    names = tuple(button(language, f"language_{language}") for language in LANGUAGES)
    asked = ask(state, "language.choose", Reply((say("language.which"),), (*names, BACK)))
    if argument in LANGUAGES:
        return want(asked.state, ChooseLanguage(argument))
    return asked


def _choose(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("back", _):
            return go(state, "/menu")
        case Choose(language, _):
            return want(state, ChooseLanguage(language))
        case Done("ChooseLanguage"):
            # Who is greeted anew hears the new language for themselves.
            return go(state, "/start", *((say("language.done"),) if facts.wijk else ()))
    return None


TALK = Talk("language", commands={"taal": begin}, steps={"choose": _choose})
