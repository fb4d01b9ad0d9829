"""Another place for an idea that was handed in: in words, by pin, or the whole of a wijk."""

from collections.abc import Mapping

from bot.dialogue.areas import stadsdelen, wijk_of, wijken_of
from bot.dialogue.choices import BACK, button, named, paged
from bot.dialogue.events import Choose, Event, Located, Place, Text
from bot.dialogue.facts import Facts, MyIdea
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Take, again, ask, want
from bot.dialogue.talks.changing import SPOT, check, gone, idea_of, place_now, which, with_part
from bot.dialogue.wishes.me import Locate
from bot.dialogue.words import number, one_line

_MOST = 120
# Under this name the answers hold the wijk that was chosen, before the place in it is told.
_WIJK = "wijk"
_WHOLE = button("wijk", "whole_wijk")
_OTHER = button("other", "other_wijk")


def ask_place(state: State, idea: MyIdea, facts: Facts) -> Step:
    """The present place stands with it; in which wijk the new one is, where that was chosen."""
    chosen = wijk_of(facts.plan, str(state.data.get(_WIJK, "")))
    says: list[Say | Words] = [say("moving.in", wijk=chosen.name)] if chosen else []
    says += [say("moving.ask"), say("change.now"), place_now(idea, state.data, facts)]
    reply = Reply(tuple(says), (_WHOLE, _OTHER, BACK), ask_place=True)
    return ask(state, "change.place", reply, free=True)


def _taken(state: State, event: Event, facts: Facts) -> Step | None:
    idea = idea_of(state, facts)
    if idea is None:
        return gone(state, idea)
    wijk = str(state.data.get(_WIJK) or idea.wijk)
    match event:
        case Choose("back", _):
            return which(state, idea)
        case Choose("other", _):
            return _ask_stadsdeel(state, facts)
        case Choose("wijk", _):
            return check(_with(state, "wijk", wijk), idea, facts)
        case Place(lat, lon):
            return want(state, Locate(lat, lon))
        case Located(None, _, _):
            return again(state, say("propose.place_outside", gemeente=facts.plan.gemeente))
        case Located(str() as there, lat, lon):
            return check(_with(state, "pin", there, pin=(lat, lon)), idea, facts)
        case Text(text) if len(text) > _MOST:
            most, used = (number(n, facts.language) for n in (_MOST, len(text)))
            return again(state, say("change.too_long", most=most, used=used))
        case Text(text):
            return check(_with(state, "straat", wijk, one_line(text)), idea, facts)
    return None


def _with(
    state: State,
    kind: str,
    wijk: str,
    text: str = "",
    pin: tuple[float, float] | tuple[None, None] = (None, None),
) -> State:
    spot = {"kind": kind, "text": text, "wijk": wijk, "lat": pin[0], "lon": pin[1]}
    return with_part(state, SPOT, spot)


def _ask_stadsdeel(state: State, facts: Facts) -> Step:
    rows = [named(f"s:{slug}", name) for slug, name in stadsdelen(facts.plan)]
    reply = Reply((say("propose.stadsdeel"),), rows=paged(rows, 0, "p:", (BACK,)))
    return ask(state, "change.wijk", reply)


def _ask_wijk(state: State, stadsdeel: str, page: int, facts: Facts) -> Step:
    rows = [named(f"w:{wijk.slug}", wijk.name) for wijk in wijken_of(facts.plan, stadsdeel)]
    shown = paged(rows, page, f"p:{stadsdeel}:", (BACK,))
    return ask(state, "change.wijk", Reply((say("propose.in_wijk"),), rows=shown))


def _wijk_taken(state: State, event: Event, facts: Facts) -> Step | None:
    idea = idea_of(state, facts)
    match event:
        case _ if idea is None:
            return gone(state, idea)
        case Choose("back", _):
            return ask_place(state, idea, facts)
        case Choose(value, _):
            kind, slug, *page = value.split(":")
            if kind == "w":
                return ask_place(with_part(state, _WIJK, slug), idea, facts)
            return _ask_wijk(state, slug, int(page[0]) if page else 0, facts)
    return None


STEPS: Mapping[str, Take] = {"place": _taken, "wijk": _wijk_taken}
