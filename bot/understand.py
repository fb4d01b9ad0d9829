"""From what a person typed to what they mean: a command, one of the choices, or plain words."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from bot.dialogue.events import Choose, Command, Event, Text
from bot.dialogue.registry import COMMANDS
from bot.dialogue.replies import Choice, words_to_json
from bot.dialogue.state import State
from texts import render
from texts.catalogue import LANGUAGES

# Commands that may be typed as plain words (the catalogue's `words.*`). The first ones always
# work; the others only where words cannot be the answer itself.
_ALWAYS = ("terug", "help", "stop", "menu", "annuleer", "toch")
_ELSEWHERE = (
    "start",
    "wijk",
    "opgaven",
    "zoek",
    "thema",
    "buurt",
    "kan",
    "nieuw",
    "mijn",
    "plan",
    "volgend",
    "checkin",
    "meepraten",
    "belangrijk",
    "gesprekken",
    "voorgelegd",
    "instellingen",
    "taal",
    "taal nl",
    "taal en",
    "mens",
    "bel",
    "melden",
    "privacy",
    "gegevens",
    "verwijder",
)
# Words that stand for a button of this value, where there is one.
_ANSWERS = ("yes", "no")
# So much of a label says which one is meant, if only one begins so.
_ENOUGH = 4
_AT_REST = ("", "menu")
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def understand(event: Event, state: State, language: str) -> Event:
    """The same event, with typed labels, numbers and command words read as what they stand for."""
    match event:
        case Text(text):
            return _typed(text, state, language)
        case Command(name, argument):
            return _command(name, argument)
    return event


def _typed(text: str, state: State, language: str) -> Event:
    if command := _COMMAND.fullmatch(text.strip()):
        return _command(command[1].lower(), (command[2] or "").strip())
    if chosen := _choice(text, state, language):
        return Choose(chosen.value, state.turn)
    if not state.free and (sought := _sought(text)):
        return Command("zoek", sought)
    name = _words().get(_plain(text), "")
    if name in _ANSWERS:
        return Choose(name, state.turn) if state.offers(name) else Text(text)
    if name == "stop" and state.talk not in _AT_REST:
        # In the middle of something it means this something, not all messages.
        return Command("annuleer")
    if name and (not state.free or name in _ALWAYS):
        return _command(*(name.split(" ", 1) if " " in name else (name, "")))
    return Text(text)


def _sought(text: str) -> str:
    """What is looked for, where somebody types "zoek bankje"."""
    first, _, rest = text.strip().partition(" ")
    return rest.strip() if _words().get(_plain(first)) == "zoek" else ""


def _command(name: str, argument: str) -> Command:
    """Other words for a command may follow the slash too: `/settings`, `/new`."""
    if argument and name in COMMANDS:
        # "idee" is a word for a new one, and `/idee Z-0142` is somebody's.
        return Command(name, argument)
    known = "" if name in _ALWAYS + _ELSEWHERE else _words().get(name, "")
    known = "" if known in _ANSWERS else known
    first, _, rest = known.partition(" ")
    return Command(first or name, rest or argument)


def _choice(text: str, state: State, language: str) -> Choice | None:
    typed = _plain(text)
    if not typed:
        return None
    if typed.isdecimal() and not state.free:
        return dict(enumerate(state.offered, start=1)).get(int(typed[:4]))
    labels = [(c, render.plain(words_to_json(c.label), language)) for c in state.offered]
    shown = [(choice, _plain(label), label.endswith("…")) for choice, label in labels]
    # A label that was cut is typed as far as it is shown, or further.
    exact = [c for c, label, cut in shown if typed == label or (cut and typed.startswith(label))]
    begun = [choice for choice, label, _ in shown if label.startswith(typed)]
    if not exact and len(typed) >= _ENOUGH and not state.free and len(begun) == 1:
        return begun[0]
    return exact[0] if exact else None


def _plain(text: str) -> str:
    """Lower case, without accents, and without the punctuation around it."""
    bare = text.casefold()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split()).strip(" .,!?;:…'\"")


@lru_cache
def _words() -> Mapping[str, str]:
    """Plain words by what they mean, of every language: who is lost types what they know."""
    return dict(_each_word())


def _each_word() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for name in (*_ELSEWHERE, *_ALWAYS, *_ANSWERS):
            listed = render.text(f"words.{name.replace(' ', '_')}", language)
            yield from ((_plain(word), name) for word in listed.split(","))
