"""The end of a proposal: the public card as it would appear, a change, and sending it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.dialogue.choices import BACK, MENU, button
from bot.dialogue.draft import Draft
from bot.dialogue.events import Choose, Event, Refused, Submitted
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Take, ask, rest, want
from bot.dialogue.talks.propose_place import place_words
from bot.dialogue.talks.proposing import anywhere, draft_of, may_show, open_step, put
from bot.dialogue.warnings import private_things
from bot.dialogue.wishes.ideas import SubmitIdea


def _ask_summary(state: State, facts: Facts) -> Step:
    draft = draft_of(state)
    says = (say("summary.card"), *card(draft, facts), *_warnings(draft))
    choices = (button("send", "send"), button("change", "change"), button("keep", "later"))
    asked = Reply((*says, say("summary.no_request"), say("summary.send")), choices)
    return put(state, "summary", replace(asked, photos=draft.photos))


def card(draft: Draft, facts: Facts) -> tuple[Say | Words, ...]:
    """What everybody would see: title, text, place, category, name or none, photos, opgave."""
    more: tuple[Say | Words, ...] = (Words(draft.more),) if draft.more else ()
    opgave = next((one for one in facts.plan.opgaven if one.slug == draft.opgave), None)
    lines: list[Say | Words] = [
        say("card.place", place=place_words(draft, facts.plan)),
        say("card.category", category=_category(draft, facts)),
        say("card.name", name=draft.name) if draft.name else say("card.no_name"),
    ]
    lines += [say("card.photos", n=len(draft.photos))] if draft.photos else []
    lines += [say("card.opgave", opgave=opgave.title)] if opgave else []
    return (say("card.title", title=draft.idea), *more, *lines)


def _category(draft: Draft, facts: Facts) -> str:
    found = next((one for one in facts.plan.categories if one.slug == draft.category), None)
    if found is None:
        return "-"
    return found.name_en if facts.language == "en" else found.name


def _warnings(draft: Draft) -> tuple[Say | Words, ...]:
    """Named once each, so that one sees before sending what everybody would read."""
    text = "\n".join((draft.idea, draft.more, draft.place_text, draft.name))
    found = [say(f"warning.{kind}") for kind in private_things(text)]
    return (say("warning.public"), *found) if found else ()


def _summary(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("send", _):
            return want(state, _wish(draft, facts))
        case Choose("change", _):
            return _ask_change(state, draft, facts)
        case Choose("keep", _):
            return rest(state, say("propose.kept"))
        case Submitted(ref, due):
            sent = replace(state, draft=None)
            return _submitted(sent, ref, say("submitted.due", due=due), facts)
        case Refused("SubmitIdea", "too_many"):
            return rest(state, say("submitted.too_many"), say("propose.kept"), buttons=(MENU,))
    return anywhere(state, event, facts)


def _wish(draft: Draft, facts: Facts) -> SubmitIdea:
    shown = may_show(facts)
    return SubmitIdea(
        title=draft.idea,
        body=draft.more,
        category=draft.category,
        wijk=draft.wijk,
        place_kind=draft.place_kind or "wijk",
        place_text=draft.place_text,
        lat=draft.lat,
        lon=draft.lon,
        photos=draft.photos if shown else (),
        people_visible=draft.people_visible and shown,
        name=draft.name if shown else "",
        opgave=draft.opgave,
    )


def _submitted(state: State, ref: str, due: Say, facts: Facts) -> Step:
    news = (button("/instellingen", "news"),) if may_show(facts) else ()
    choices = (button(f"/mijn {ref}", "see_idea"), *news, MENU)
    return rest(
        state, say("submitted.thanks", ref=ref), due, say("submitted.here"), buttons=choices
    )


def _ask_change(state: State, draft: Draft, facts: Facts) -> Step:
    shown = ("photos", "name") if may_show(facts) else ()
    rows = tuple(
        button(f"e:{step}", f"change_{step}")
        for step in ("idea", "more", "category", "place", *shown)
    )
    reply = Reply((say("summary.which"),), rows=(*rows, BACK))
    return ask(state, "propose.change", reply, data={})


def _change(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("back", _):
            return open_step(state, replace(draft, step="summary", changing=False))
        case Choose(value, _) if value.startswith("e:"):
            return open_step(state, replace(draft, step=value[2:], changing=True))
    return anywhere(state, event, facts)


QUESTIONS: Mapping[str, Callable[[State, Facts], Step]] = {"summary": _ask_summary}
STEPS: Mapping[str, Take] = {"summary": _summary, "change": _change}
