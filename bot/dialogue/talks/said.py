"""What the steps share where one says something in one's own words and then sends it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.dialogue.choices import STOP, button
from bot.dialogue.events import Choose, Event, Refused, Text
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, again, ask, go, rest, want
from bot.dialogue.warnings import private_things
from bot.dialogue.wishes.wish import Wish
from bot.dialogue.words import number

MOST_WORDS = 2000
# Values of yes and no, so that who types "ja" sends and does not add a word.
SEND = button("yes", "send")
CHANGE = button("no", "change")
Data = Mapping[str, object]


def too_long(state: State, text: str, facts: Facts, most: int = MOST_WORDS) -> Step:
    language = facts.language
    used = number(len(text), language)
    return again(state, say("say.too_long", most=number(most, language), used=used))


def check(state: State, where: str, data: Data, *about: Say | Words) -> Step:
    """Their words once more, with what they had better keep to themselves, before they go."""
    words = str(data["words"])
    private = [say(f"warning.{kind}") for kind in private_things(words)]
    warnings = (say("say.private"), *private) if private else ()
    says = (*about, say("say.words"), Words(words), *warnings, say("say.then"))
    return ask(state, where, Reply(says, (SEND, CHANGE, STOP)), data=data)


def checked(
    state: State, event: Event, wish: Wish, anew: Callable[[], Step], more: Callable[[Data], Step]
) -> Step | None:
    """What all say to `check`: send it, change it, stop, or still more words."""
    match event:
        case Choose("yes", _):
            return want(state, wish)
        case Choose("no", _):
            return anew()
        case Choose("stop", _):
            return stopped(state)
        case Text(text):
            longer = _added(state, text)
            return more(longer) if longer else again(state, say("say.full"))
        case Refused(_, "too_many"):
            return rest(state, say("say.too_many"))
    return None


def _added(state: State, text: str) -> Data | None:
    """Words while we ask whether to send: they were still telling. None where it is too much."""
    words = f"{state.data['words']}\n{text.strip()}"
    return {**state.data, "words": words} if len(words) <= MOST_WORDS else None


def now(state: State) -> tuple[Say | Words, ...]:
    """Who changes their words sees the present ones, to take over what is good."""
    words = str(state.data.get("words", ""))
    return (say("propose.now"), Words(words)) if words else ()


def sent(state: State, ref: str, due: Say) -> Step:
    choices = (button(f"/mijn {ref}", "see_said"), button("/menu", "menu"))
    thanks = say("submitted.thanks", ref=ref)
    gone = replace(state, kept=None)
    return rest(gone, thanks, due, say("submitted.here"), buttons=choices)


def stopped(state: State) -> Step:
    """What was said already is not lost by that."""
    return (
        go(state, "/bewaar")
        if state.data.get("words")
        else go(state, "/menu", say("propose.stopped"))
    )
