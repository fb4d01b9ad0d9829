"""Which wijk does one live in? By postcode, by a shared place, by name or from a list."""

from dataclasses import replace

from bot.dialogue.areas import (
    by_name,
    by_postcode,
    in_reach,
    looks_like_postcode,
    postcode_in,
    stadsdelen,
    wijk_of,
    wijken_of,
)
from bot.dialogue.choices import BACK, YES, button, named, paged
from bot.dialogue.events import Choose, Done, Event, Located, Place, Refused, Text
from bot.dialogue.facts import Facts, WijkFact
from bot.dialogue.missed import missed
from bot.dialogue.nearest import nearest
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, want
from bot.dialogue.wishes.me import ChooseWijk, Locate

_LIST = button("list", "list")
_OTHER = button("list", "other_wijk")
_NO = button("no", "other_wijk")
# What may wait until the wijk is known.
_AFTER = ("/nieuw", "/checkin", "/belangrijk", "/gesprekken", "/voorgelegd", "/buurt")
_LATER = button("/menu", "without_wijk")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/wijk`, `/wijk 8022`, `/wijk Diezerpoort`. `/wijk + /nieuw` goes on with `/nieuw` after."""
    answer, _, then = argument.partition("+")
    then = then.strip()
    asking = replace(state, talk="wijk", data={"then": then if then.startswith(_AFTER) else ""})
    known = _typed(asking, answer.strip(), facts)
    wrong = (say("wijk.unknown_name"),) if answer.strip() else ()
    return known or _question(asking, facts, *wrong)


def _question(state: State, facts: Facts, *before: Say | Words) -> Step:
    other = "en" if facts.language == "nl" else "nl"
    language = button(f"/taal {other}", f"language_{other}")
    second = language if not facts.wijk else button("/menu", "menu")
    buttons = (_LIST, second, _LATER) if not facts.wijk else (_LIST, second)
    reply = Reply((*before, say("wijk.postcode")), buttons, ask_place=True)
    return ask(state, "wijk.postcode", reply)


def _postcode(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Text(text):
            return _typed(state, text, facts) or _unknown(state, text, facts)
        case Choose("list", _):
            return _stadsdelen(state, facts)
        case Place(lat, lon):
            return want(state, Locate(lat, lon))
        case Located(slug, _, _):
            return _located(state, wijk_of(facts.plan, slug or ""), facts)
    return None


def _typed(state: State, text: str, facts: Facts) -> Step | None:
    if postcode := postcode_in(text):
        return _by_postcode(state, postcode, facts)
    if wijk := by_name(facts.plan.wijken, text):
        return _confirm(state, wijk)
    return None


def _unknown(state: State, text: str, facts: Facts) -> Step:
    digits = looks_like_postcode(text)
    if not digits and (step := nearest(state, text, facts)):
        return step
    return missed(state, facts, say("wijk.four_digits" if digits else "wijk.unknown_name"))


def _by_postcode(state: State, postcode: str, facts: Facts) -> Step:
    found = by_postcode(facts.plan, postcode)
    wijken = found.likely + found.tiny
    if not wijken:
        return _elsewhere(state, postcode, facts)
    if len(found.likely) == 1:
        return _confirm(state, wijken[0])
    rows = tuple(named(wijk.slug, wijk.name) for wijk in wijken)
    reply = Reply((say("wijk.which", postcode=postcode),), rows=paged(rows, 0, "p:", (_OTHER,)))
    return ask(state, "wijk.pick", reply, data={**state.data, "postcode": postcode})


def _elsewhere(state: State, postcode: str, facts: Facts) -> Step:
    plan = facts.plan
    key = "wijk.unknown_postcode" if in_reach(plan, postcode) else "wijk.outside"
    says = (say(key, postcode=postcode, gemeente=plan.gemeente), say("wijk.look_around"))
    return ask(state, "wijk.postcode", Reply(says, (_LIST, _LATER), ask_place=True))


def _located(state: State, wijk: WijkFact | None, facts: Facts) -> Step:
    """The place itself is forgotten here: only the wijk goes on."""
    if wijk is None:
        says = (say("wijk.place_outside", gemeente=facts.plan.gemeente), say("wijk.not_kept"))
        return ask(state, "wijk.postcode", Reply(says, (_LIST, _LATER), ask_place=True))
    return _confirm(state, wijk, say("wijk.place", wijk=wijk.name), say("wijk.not_kept"))


def _confirm(state: State, wijk: WijkFact, *before: Say | Words) -> Step:
    question = Reply((*before, say("wijk.live_in", wijk=wijk.name)), (YES, _NO))
    return ask(state, "wijk.confirm", question, data={**state.data, "wijk": wijk.slug})


def _confirmed(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return want(state, ChooseWijk(str(state.data["wijk"])))
        case Choose("no", _):
            return _stadsdelen(state, facts)
        case Text(text):
            return _typed(state, text, facts)
    return _chosen(state, event, facts)


def _chosen(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Done("ChooseWijk"):
            wijk = wijk_of(facts.plan, facts.wijk)
            then = str(state.data.get("then") or "/opgaven")
            return go(state, then, say("wijk.chosen", wijk=wijk.name if wijk else ""))
        case Refused("ChooseWijk", _):
            return _stadsdelen(state, facts)
    return None


def _stadsdelen(state: State, facts: Facts) -> Step:
    rows = tuple(named(slug, name) for slug, name in stadsdelen(facts.plan))
    reply = Reply((say("wijk.stadsdeel"),), rows=paged(rows, 0, "p:", (_LATER,)))
    return ask(state, "wijk.stadsdeel", reply)


def _stadsdeel(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose(slug, _):
            return _wijken(state, slug, 0, facts)
        case Text(text):
            return _typed(state, text, facts)
    return None


def _wijken(state: State, stadsdeel: str, page: int, facts: Facts) -> Step:
    wijken = wijken_of(facts.plan, stadsdeel)
    rows = paged([named(wijk.slug, wijk.name) for wijk in wijken], page, "p:", (BACK,))
    reply = Reply((say("wijk.in_stadsdeel", stadsdeel=wijken[0].stadsdeel_name),), rows=rows)
    return ask(state, "wijk.pick", reply, data={**state.data, "stadsdeel": stadsdeel})


def _pick(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("back" | "list", _):
            return _stadsdelen(state, facts)
        case Choose(value, _) if value.startswith("p:"):
            return _wijken(state, str(state.data["stadsdeel"]), int(value[2:]), facts)
        case Choose(slug, _):
            return want(state, ChooseWijk(slug))
        case Text(text):
            return _typed(state, text, facts)
    return _chosen(state, event, facts)


TALK = Talk(
    "wijk",
    commands={"wijk": begin},
    steps={
        "postcode": _postcode,
        "confirm": _confirmed,
        "pick": _pick,
        "stadsdeel": _stadsdeel,
    },
)
