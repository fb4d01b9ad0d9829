"""What the steps of changing an idea share: what is changed so far, and both versions of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import BACK, STOP, button, short
from bot.dialogue.draft import Draft
from bot.dialogue.facts import Facts, MyIdea
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, ask, go
from bot.dialogue.talks.mine import find
from bot.dialogue.talks.propose_place import place_words
from bot.dialogue.warnings import private_things

# What is changed in words, and how long it may be.
MOST = {"title": 300, "body": 2000}
# How much of the present words stands beside the new, so that all of it fits in one message.
_OLD = {"title": 100, "body": 300, "place": 100}
# Under this name the answers hold another place, as `NewSpot` has it.
SPOT = "spot"


def idea_of(state: State, facts: Facts) -> MyIdea | None:
    return find(facts, str(state.data["ref"]))


def gone(state: State, idea: MyIdea | None) -> Step | None:
    """It was erased meanwhile, on another device: there is nothing to change any more."""
    return go(state, "/mijn", say("mine.unknown")) if idea is None else None


def with_part(state: State, part: str, answer: object) -> State:
    return replace(state, data={**state.data, part: answer})


def which(state: State, idea: MyIdea) -> Step:
    """What is to be otherwise?"""
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


def words_now(part: str, idea: MyIdea, data: Mapping[str, Any]) -> str:
    known = {"title": idea.title, "body": idea.body}
    return str(data.get(part, known[part]))


def place_now(idea: MyIdea, data: Mapping[str, Any], facts: Facts) -> Say:
    """Where it is as it was last told."""
    spot = data.get(SPOT)
    return _place(spot, facts) if spot else _present(idea, facts)


def check(state: State, idea: MyIdea, facts: Facts) -> Step:
    """Both versions of each part that changes, before anything happens."""
    says: list[Say | Words] = []
    for part in (part for part in MOST if part in state.data):
        before = short(words_now(part, idea, {}), _OLD[part])
        says += _both(part, _words(before), _words(str(state.data[part])))
    spot = state.data.get(SPOT)
    says += _both("place", _present(idea, facts), _place(spot, facts)) if spot else []
    says += _elsewhere(idea, spot, facts) if spot else []
    reply = Reply(
        (*says, *_warnings(state.data), say("change.sure")),
        (button("send", "send"), button("more", "change_on"), STOP),
        place=_on_map(spot, facts) if spot else None,
    )
    return ask(state, "change.check", reply)


def _both(part: str, before: Say | Words, after: Say | Words) -> list[Say | Words]:
    return [say(f"change.part_{part}"), say("change.was"), before, say("change.becomes"), after]


def _words(text: str) -> Say | Words:
    return Words(text) if text else say("change.nothing")


def _present(idea: MyIdea, facts: Facts) -> Say:
    kind = "straat" if idea.place else "pin" if idea.pin else "wijk"
    spot = {"kind": kind, "text": short(idea.place, _OLD["place"]), "wijk": idea.wijk}
    return _place(spot, facts)


def _place(spot: Mapping[str, Any], facts: Facts) -> Say:
    draft = Draft(place_kind=spot["kind"], place_text=spot["text"], wijk=spot["wijk"])
    return place_words(draft, facts.plan)


def _elsewhere(idea: MyIdea, spot: Mapping[str, Any], facts: Facts) -> list[Say | Words]:
    """In another stadsdeel somebody else reads it."""
    here, there = wijk_of(facts.plan, idea.wijk), wijk_of(facts.plan, spot["wijk"])
    if here is None or there is None or here.stadsdeel == there.stadsdeel:
        return []
    return [say("moving.other_stadsdeel", stadsdeel=there.stadsdeel_name)]


def _warnings(data: Mapping[str, Any]) -> list[Say | Words]:
    typed = [str(data[part]) for part in MOST if part in data]
    typed += [data[SPOT]["text"]] if SPOT in data else []
    found = [say(f"warning.{kind}") for kind in private_things("\n".join(typed))]
    return [say("warning.public"), *found] if found else []


def _on_map(spot: Mapping[str, Any], facts: Facts) -> tuple[float, float, str] | None:
    wijk = wijk_of(facts.plan, spot["wijk"])
    if spot["lat"] is None or wijk is None:
        return None
    return spot["lat"], spot["lon"], wijk.name
