"""Step three of a proposal: where it is. By pin, in words, or the whole wijk; then confirmed."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.dialogue.areas import stadsdelen, wijk_of, wijken_of
from bot.dialogue.choices import BACK, NO, STOP, YES, button, named, paged
from bot.dialogue.draft import Draft
from bot.dialogue.events import Choose, Event, Located, Place, Text
from bot.dialogue.facts import Facts, Plan
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Take, again, ask, want
from bot.dialogue.talks.proposing import anywhere, draft_of, forward, open_step, put
from bot.dialogue.wishes.me import Locate
from bot.dialogue.words import number, one_line

MOST_PLACE = 120
_WHOLE = button("whole", "whole_wijk")
_OTHER = button("other", "other_wijk")


def place_words(draft: Draft, plan: Plan) -> Say:
    """The place as the public card says it."""
    wijk = wijk_of(plan, draft.wijk)
    name = wijk.name if wijk else plan.gemeente
    if draft.place_kind == "straat":
        return say("card.at_street", place=draft.place_text, wijk=name)
    pin = draft.place_kind == "pin"
    return say("card.at_pin" if pin else "card.at_wijk", wijk=name)


def _ask_place(state: State, facts: Facts) -> Step:
    reply = Reply((say("propose.place"),), (_WHOLE, BACK, STOP), ask_place=True)
    return put(state, "place", reply, free=True)


def _place(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Place(lat, lon):
            return want(state, Locate(lat, lon))
        case Located(None, _, _):
            return again(state, say("propose.place_outside", gemeente=facts.plan.gemeente))
        case Located(wijk, lat, lon):
            pin = replace(draft, wijk=wijk or "", place_kind="pin", place_text="", lat=lat, lon=lon)
            return forward(state, pin, facts)
        case Choose("whole", _):
            return forward(state, _nowhere(draft, place_kind="wijk"), facts)
        case Text(text) if len(text) > MOST_PLACE:
            most, used = number(MOST_PLACE, facts.language), number(len(text), facts.language)
            return again(state, say("propose.place_too_long", most=most, used=used))
        case Text(text):
            street = _nowhere(draft, place_kind="straat", place_text=one_line(text))
            return forward(state, street, facts)
    return anywhere(state, event, facts)


def _nowhere(draft: Draft, place_kind: str = "", place_text: str = "") -> Draft:
    """Another place than before: a pin of an earlier answer must not stay behind."""
    return replace(draft, place_kind=place_kind, place_text=place_text, lat=None, lon=None)


def _ask_confirm(state: State, facts: Facts) -> Step:
    draft = draft_of(state)
    key = "propose.confirm_wijk" if draft.place_kind == "wijk" else "propose.confirm"
    says = (*_another_wijk(draft, facts), say(key, place=place_words(draft, facts.plan)))
    spot = _spot(draft, facts.plan)
    return put(state, "confirm", Reply(says, (YES, NO, _OTHER), place=spot))


def _another_wijk(draft: Draft, facts: Facts) -> tuple[Say | Words, ...]:
    there, own = wijk_of(facts.plan, draft.wijk), wijk_of(facts.plan, facts.wijk)
    if there is None or own is None or there == own:
        return ()
    return (say("propose.other_wijk", there=there.name, own=own.name),)


def _spot(draft: Draft, plan: Plan) -> tuple[float, float, str] | None:
    wijk = wijk_of(plan, draft.wijk)
    if draft.lat is None or draft.lon is None or wijk is None:
        return None
    return draft.lat, draft.lon, wijk.name


def _confirm(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("yes", _):
            return forward(state, draft, facts)
        case Choose("no" | "back", _):
            return open_step(
                state, replace(_nowhere(draft), step="place", wijk=facts.wijk or draft.wijk)
            )
        case Choose("other", _):
            return _ask_stadsdeel(state, facts)
        case Text() | Place():
            # Another place instead of yes or no: take it as the answer to where it is.
            return _place(replace(state, draft=replace(draft, step="place")), event, facts)
        case Located():
            return _place(replace(state, draft=replace(draft, step="place")), event, facts)
    return anywhere(state, event, facts)


def _ask_stadsdeel(state: State, facts: Facts) -> Step:
    rows = [named(f"s:{slug}", name) for slug, name in stadsdelen(facts.plan)]
    reply = Reply((say("propose.stadsdeel"),), rows=paged(rows, 0, "p:", (BACK,)))
    return ask(state, "propose.wijk", reply, data={})


def _wijken(state: State, stadsdeel: str, page: int, facts: Facts) -> Step:
    rows = [named(f"w:{wijk.slug}", wijk.name) for wijk in wijken_of(facts.plan, stadsdeel)]
    shown = paged(rows, page, f"p:{stadsdeel}:", (BACK,))
    return ask(state, "propose.wijk", Reply((say("propose.in_wijk"),), rows=shown), data={})


def _wijk(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("back", _):
            return _ask_confirm(state, facts)
        case Choose(value, _):
            kind, slug, *page = value.split(":")
            if kind == "w":
                # A pin says itself in which wijk it lies; words do not.
                return open_step(state, replace(draft, wijk=slug, step="confirm"))
            return _wijken(state, slug, int(page[0]) if page else 0, facts)
    return anywhere(state, event, facts)


QUESTIONS: Mapping[str, Callable[[State, Facts], Step]] = {
    "place": _ask_place,
    "confirm": _ask_confirm,
}
STEPS: Mapping[str, Take] = {"place": _place, "confirm": _confirm, "wijk": _wijk}
