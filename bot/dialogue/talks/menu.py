"""The menu: everything one can do here, and what we make of words and photos at rest."""

from dataclasses import replace

from bot.dialogue.areas import by_name, postcode_in, wijk_of
from bot.dialogue.choices import button, idea_button
from bot.dialogue.events import Event, Located, PhotoSent, Place, Text
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, again, ask, go, want
from bot.dialogue.talks.proposing import draft_of, with_photo
from bot.dialogue.wishes.me import Locate


def menu(state: State, argument: str, facts: Facts) -> Step:
    return ask(state, "menu.menu", Reply((say("menu.what"),), rows=_rows(state)), data={})


def _rows(state: State) -> tuple[Choice, ...]:
    waits = (button("/verder", "resume_said"),) if state.kept else ()
    return (
        *waits,
        button("/opgaven", "opgaven"),
        button("/kan", "possible"),
        idea_button(state),
        button("/mijn", "mine"),
        button("/meepraten", "join"),
        button("/checkin", "checkin"),
        button("/zoek", "search"),
        button("/instellingen", "settings"),
        button("/help", "help"),
    )


def at_rest(state: State, event: Event, facts: Facts) -> Step | None:
    """What is said when nothing was asked, but says for itself what it is for."""
    match event:
        case Text(text) if postcode_in(text) or by_name(facts.plan.wijken, text):
            return go(state, f"/wijk {text.strip()}")
        case Text(text) if ref := _asked(facts):
            return go(state, f"/antwoord {ref} {text}")
        case Place(lat, lon):
            return want(state, Locate(lat, lon))
        case Located(slug, _, _):
            wijk = wijk_of(facts.plan, slug or "")
            return go(state, f"/wijk {wijk.name if wijk else 'buiten'}", say("wijk.not_kept"))
        case PhotoSent():
            return _photo(state, event)
    return None


def _asked(facts: Facts) -> str:
    """The idea about which we asked something, if it is clear which one."""
    waits = "vraag aan inwoner"
    asked = [idea.ref for idea in facts.mine if idea.question and idea.status == waits]
    return asked[0] if len(asked) == 1 else ""


def _photo(state: State, sent: PhotoSent) -> Step:
    """Kept as a draft of its own until they say whether it belongs to an idea."""
    draft = with_photo(draft_of(state), sent)
    if draft is None:
        return again(state, say("photo.enough"))
    return go(replace(state, draft=draft), "/nieuw foto")


TALK = Talk("menu", commands={"menu": menu}, steps={"menu": at_rest})
