""" "Dit is belangrijk in mijn wijk": input for the next cycle, with a theme and perhaps a place."""

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import BACK, SKIP, STOP, button, named, paged
from bot.dialogue.events import Choose, Event, Refused, Submitted, Text
from bot.dialogue.facts import Facts, ThemeFact
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go
from bot.dialogue.talks import said
from bot.dialogue.wishes.saying import SayMatters
from bot.dialogue.words import one_line

MOST_PLACE = 200


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/belangrijk`, of one's own wijk; what stands behind it are the words themselves."""
    wijk, words = wijk_of(facts.plan, facts.wijk), argument.strip()
    if wijk is None:
        return go(state, f"/wijk + /belangrijk {words}".rstrip())
    if 0 < len(words) <= said.MOST_WORDS:
        heard = (say("matter.this", wijk=wijk.name), Words(words))
        return _ask_theme(state, {"wijk": wijk.slug, "words": words}, facts, before=heard)
    about = (say("matter.what", wijk=wijk.name), say("matter.words"))
    reply = Reply((*about, *said.now(state)), (STOP, button("/wijk + /belangrijk", "other_wijk")))
    return ask(state, "matters.words", reply, free=True, data={"wijk": wijk.slug})


def resume(state: State, step: str, data: said.Data, facts: Facts) -> Step:
    """Go on where they were; a wijk that is gone is asked anew, with the words."""
    if wijk_of(facts.plan, str(data.get("wijk"))) is None:
        return begin(state, str(data["words"]), facts)
    if step == "theme":
        return _ask_theme(state, data, facts)
    return _ask_place(state, data) if step == "place" else _check(state, data, facts)


def _words(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("stop", _):
            return said.stopped(state)
        case Text(text) if len(text) > said.MOST_WORDS:
            return said.too_long(state, text, facts)
        case Text(text):
            return _ask_theme(state, {**state.data, "words": text.strip()}, facts)
    return None


def _ask_theme(
    state: State,
    data: said.Data,
    facts: Facts,
    page: int = 0,
    before: tuple[Say | Words, ...] = (),
) -> Step:
    if not facts.plan.themes:
        return _ask_place(state, data, *before)
    rows = [named(f"t:{theme.slug}", theme.name) for theme in facts.plan.themes]
    tail = (button("other", "no_theme"), BACK, STOP)
    reply = Reply((*before, say("matter.theme")), rows=paged(rows, page, "p:", tail))
    return ask(state, "matters.theme", reply, data=data)


def _theme(state: State, event: Event, facts: Facts) -> Step | None:
    data = dict(state.data)
    match event:
        case Choose("stop", _):
            return said.stopped(state)
        case Choose("back", _):
            return begin(state, "", facts)
        case Choose("other", _):
            return _ask_place(state, data)
        case Choose(value, _) if value.startswith("t:"):
            return _ask_place(state, {**data, "theme": value[2:]})
        case Choose(value, _) if value.startswith("p:"):
            return _ask_theme(state, data, facts, int(value[2:]))
    return None


def _ask_place(state: State, data: said.Data, *before: Say | Words) -> Step:
    reply = Reply((*before, say("matter.place")), (SKIP, BACK, STOP))
    return ask(state, "matters.place", reply, free=True, data=data)


def _place(state: State, event: Event, facts: Facts) -> Step | None:
    data = dict(state.data)
    match event:
        case Choose("stop", _):
            return said.stopped(state)
        case Choose("back", _) if facts.plan.themes:
            return _ask_theme(state, data, facts)
        case Choose("back", _):
            return begin(state, "", facts)
        case Choose("skip", _):
            return _check(state, data, facts)
        case Text(text) if len(text) > MOST_PLACE:
            return said.too_long(state, text, facts, MOST_PLACE)
        case Text(text):
            return _check(state, {**data, "place": one_line(text)}, facts)
    return None


def _check(state: State, data: said.Data, facts: Facts) -> Step:
    return said.check(state, "matters.check", data, *_card(data, facts), say("matter.read"))


def _card(data: said.Data, facts: Facts) -> tuple[Say | Words, ...]:
    wijk, theme = wijk_of(facts.plan, str(data["wijk"])), _theme_of(data, facts)
    lines = [say("matter.card_wijk", wijk=wijk.name if wijk else "")]
    lines += [say("matter.card_theme", theme=theme.name)] if theme else []
    lines += [say("matter.card_place", place=str(data["place"]))] if data.get("place") else []
    return tuple(lines)


def _theme_of(data: said.Data, facts: Facts) -> ThemeFact | None:
    return next((one for one in facts.plan.themes if one.slug == data.get("theme")), None)


def _checked(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Submitted(ref, due):
            return said.sent(state, ref, say("matter.due", due=due))
        case Refused("SayMatters", why) if why != "too_many":
            return go(state, "/wijk + /belangrijk")
    return said.checked(
        state,
        event,
        _wish(state),
        lambda: begin(state, "", facts),
        lambda more: _check(state, more, facts),
    )


def _wish(state: State) -> SayMatters:
    data = state.data
    theme, place = str(data.get("theme", "")), str(data.get("place", ""))
    return SayMatters(str(data["words"]), theme, str(data["wijk"]), place)


TALK = Talk(
    "matters",
    commands={"belangrijk": begin},
    steps={"words": _words, "theme": _theme, "place": _place, "check": _checked},
)
