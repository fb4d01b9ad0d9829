"""Changing an idea that was handed in: at once until it is placed, after that as a request."""

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.choices import BACK, MENU, NO, YES, button
from bot.dialogue.events import Choose, Done, Event, Refused, Text
from bot.dialogue.facts import Facts, MyIdea
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Take, Talk, again, ask, go, rest, want
from bot.dialogue.talks import change_place
from bot.dialogue.talks.changing import (
    MOST,
    SPOT,
    check,
    gone,
    idea_of,
    which,
    with_part,
    words_now,
)
from bot.dialogue.talks.mine import can_change, find
from bot.dialogue.wishes.changes import Changed, ChangeIdea, DropPhotos, NewSpot
from bot.dialogue.words import number, one_line

_EXTRA: Mapping[str, tuple[Choice, ...]] = {"body": (button("none", "no_story"),)}


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/wijzig Z-0142`: what is to be otherwise?"""
    idea = find(facts, argument)
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    if idea.offered_title:
        return go(state, f"/akkoord {idea.ref}", say("change.offered"))
    if not can_change(idea):
        return go(state, f"/mijn {idea.ref}", say("change.too_late"))
    return which(replace(state, talk="change", data={"ref": idea.ref}), idea)


def _which_taken(state: State, event: Event, facts: Facts) -> Step | None:
    idea = idea_of(state, facts)
    match event:
        case Choose("back", _):
            return go(state, f"/mijn {state.data['ref']}")
        case Choose("photos", _):
            return ask(state, "change.photos", Reply((say("change.photos"),), (YES, NO)))
        case Choose("place", _) if idea:
            return change_place.ask_place(state, idea, facts)
        case Choose(part, _) if part in MOST and idea:
            return _ask(state, part, idea)
    return gone(state, idea)


def _ask(state: State, part: str, idea: MyIdea) -> Step:
    """The present words stand with it, to take over what is good."""
    now = words_now(part, idea, state.data)
    says: list[Say | Words] = [say(f"change.ask_{part}")]
    says += [say("change.now"), Words(now)] if now else []
    extra = _EXTRA.get(part, ())
    return ask(state, ".".join(("change", part)), Reply(tuple(says), (*extra, BACK)), free=True)


def _take(part: str) -> Take:
    """The step that takes the new words of this part."""

    def take(state: State, event: Event, facts: Facts) -> Step | None:
        idea = idea_of(state, facts)
        if idea is None:
            return gone(state, idea)
        match event:
            case Choose("back", _):
                return which(state, idea)
            case Choose("none", _):
                return check(with_part(state, part, ""), idea, facts)
            case Text(text) if len(text) > MOST[part]:
                most, used = (number(n, facts.language) for n in (MOST[part], len(text)))
                return again(state, say("change.too_long", most=most, used=used))
            case Text(text):
                words = text.strip() if part == "body" else one_line(text)
                return check(with_part(state, part, words), idea, facts)
        return None

    return take


def _checked(state: State, event: Event, facts: Facts) -> Step | None:
    idea, ref = idea_of(state, facts), str(state.data["ref"])
    match event:
        case Choose("send", _):
            title, body = (state.data.get(part) for part in MOST)
            spot = state.data.get(SPOT)
            return want(state, ChangeIdea(ref, title, body, NewSpot(**spot) if spot else None))
        case Choose("more", _) if idea:
            return which(state, idea)
        case Choose("stop", _):
            return go(state, f"/mijn {ref}", say("change.stopped"))
        case Changed(asked):
            return _done(state, say("change.asked" if asked else "change.done"))
        case Refused("ChangeIdea", "offered"):
            return go(state, f"/akkoord {ref}", say("change.offered"))
    return _refused(state, event) or gone(state, idea)


def _photos(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("yes", _):
            return want(state, DropPhotos(ref))
        case Choose("no", _):
            return go(state, f"/mijn {ref}")
        case Done("DropPhotos"):
            return _done(state, say("change.photos_gone"))
    return _refused(state, event)


def _refused(state: State, event: Event) -> Step | None:
    match event:
        case Refused("ChangeIdea" | "DropPhotos", "too_late"):
            return go(state, f"/mijn {state.data['ref']}", say("change.too_late"))
        case Refused("ChangeIdea" | "DropPhotos", _):
            return go(state, "/mijn", say("mine.unknown"))
    return None


def _done(state: State, says: Say) -> Step:
    see = button(f"/mijn {state.data['ref']}", "see_idea")
    return rest(state, says, buttons=(see, MENU))


TALK = Talk(
    "change",
    commands={"wijzig": begin},
    steps={
        "which": _which_taken,
        **{part: _take(part) for part in MOST},
        **change_place.STEPS,
        "check": _checked,
        "photos": _photos,
    },
)
