"""Changing an idea that was handed in: at once until it is placed, after that as a request."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.choices import BACK, MENU, NO, STOP, YES, button, short
from bot.dialogue.events import Choose, Done, Event, Place, Refused, Text
from bot.dialogue.facts import Facts, MyIdea
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Take, Talk, again, ask, go, rest, want
from bot.dialogue.talks.mine import can_change, find
from bot.dialogue.warnings import private_things
from bot.dialogue.wishes.changes import Changed, ChangeIdea, DropPhotos
from bot.dialogue.words import number, one_line

# What can be changed in words, and how long it may be.
_MOST = {"title": 300, "body": 2000, "place": 200}
# How much of the present words stands beside the new, so that all of it fits in one message.
_OLD = {"title": 100, "body": 300, "place": 100}
_EXTRA: Mapping[str, tuple[Choice, ...]] = {
    "body": (button("none", "no_story"),),
    "place": (button("wijk", "whole_wijk"),),
}


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/wijzig Z-0142`: what is to be otherwise?"""
    idea = find(facts, argument)
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    if idea.offered_title:
        return go(state, f"/akkoord {idea.ref}", say("change.offered"))
    if not can_change(idea):
        return go(state, f"/mijn {idea.ref}", say("change.too_late"))
    return _which(replace(state, talk="change", data={"ref": idea.ref}), idea)


def _which(state: State, idea: MyIdea) -> Step:
    says = [say("change.which", ref=idea.ref)]
    says += [say("change.request")] if idea.public else []
    says += [say("change.waiting")] if idea.changing else []
    photos = (button("photos", "drop_photos"),) if idea.photos else ()
    rows = (
        button("title", "change_idea"),
        button("body", "change_more"),
        button("place", "change_place"),
        *photos,
        BACK,
    )
    return ask(state, "change.which", Reply(tuple(says), rows=rows))


def _which_taken(state: State, event: Event, facts: Facts) -> Step | None:
    idea = _idea(state, facts)
    match event:
        case Choose("back", _):
            return go(state, f"/mijn {state.data['ref']}")
        case Choose("photos", _):
            return ask(state, "change.photos", Reply((say("change.photos"),), (YES, NO)))
        case Choose(part, _) if part in _MOST and idea:
            return _ask(state, part, idea)
    return _gone(state, idea)


def _ask(state: State, part: str, idea: MyIdea) -> Step:
    """The present words stand with it, to take over what is good."""
    now = _now(part, idea, state.data)
    says: list[Say | Words] = [say(f"change.ask_{part}")]
    says += [say("change.now"), Words(now)] if now else []
    extra = _EXTRA.get(part, ())
    return ask(state, ".".join(("change", part)), Reply(tuple(says), (*extra, BACK)), free=True)


def _now(part: str, idea: MyIdea, data: Mapping[str, Any]) -> str:
    known = {"title": idea.title, "body": idea.body, "place": idea.place}
    return str(data.get(part, known[part]))


def _take(part: str) -> Take:
    """The step that takes the new words of this part."""

    def take(state: State, event: Event, facts: Facts) -> Step | None:
        idea = _idea(state, facts)
        if idea is None:
            return _gone(state, idea)
        match event:
            case Choose("back", _):
                return _which(state, idea)
            case Choose("none" | "wijk", _):
                return _check(_with(state, part, ""), idea, facts)
            case Text(text) if len(text) > _MOST[part]:
                most, used = (number(n, facts.language) for n in (_MOST[part], len(text)))
                return again(state, say("change.too_long", most=most, used=used))
            case Text(text):
                words = text.strip() if part == "body" else one_line(text)
                return _check(_with(state, part, words), idea, facts)
            case Place() if part == "place":
                return again(state, say("change.no_pin"))
        return None

    return take


def _with(state: State, part: str, words: str) -> State:
    return replace(state, data={**state.data, part: words})


def _check(state: State, idea: MyIdea, facts: Facts) -> Step:
    """Both versions of each part that changes, before anything happens."""
    says: list[Say | Words] = []
    for part in _changed(state):
        before = short(_now(part, idea, {}), _OLD[part])
        says += [say(f"change.part_{part}"), say("change.was"), _words(part, before)]
        says += [say("change.becomes"), _words(part, str(state.data[part]))]
    typed = "\n".join(str(state.data[part]) for part in _changed(state))
    found = [say(f"warning.{kind}") for kind in private_things(typed)]
    says += [say("warning.public"), *found] if found else []
    choices = (button("send", "send"), button("more", "change_on"), STOP)
    return ask(state, "change.check", Reply((*says, say("change.sure")), choices))


def _changed(state: State) -> list[str]:
    return [part for part in _MOST if part in state.data]


def _words(part: str, text: str) -> Say | Words:
    empty = say("change.whole_wijk" if part == "place" else "change.nothing")
    return Words(text) if text else empty


def _checked(state: State, event: Event, facts: Facts) -> Step | None:
    idea, ref = _idea(state, facts), str(state.data["ref"])
    match event:
        case Choose("send", _):
            title, body, place = (state.data.get(part) for part in _MOST)
            return want(state, ChangeIdea(ref, title, body, place))
        case Choose("more", _) if idea:
            return _which(state, idea)
        case Choose("stop", _):
            return go(state, f"/mijn {ref}", say("change.stopped"))
        case Changed(asked):
            return _done(state, say("change.asked" if asked else "change.done"))
        case Refused("ChangeIdea", "offered"):
            return go(state, f"/akkoord {ref}", say("change.offered"))
    return _refused(state, event) or _gone(state, idea)


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


def _idea(state: State, facts: Facts) -> MyIdea | None:
    return find(facts, str(state.data["ref"]))


def _gone(state: State, idea: MyIdea | None) -> Step | None:
    """It was erased meanwhile, on another device: there is nothing to change any more."""
    return go(state, "/mijn", say("mine.unknown")) if idea is None else None


TALK = Talk(
    "change",
    commands={"wijzig": begin},
    steps={
        "which": _which_taken,
        **{part: _take(part) for part in _MOST},
        "check": _checked,
        "photos": _photos,
    },
)
