"""Step four of a proposal: one's age, up to three photos, and who can be recognised on them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.dialogue.choices import BACK, NO, SKIP, STOP, YES, button
from bot.dialogue.draft import Draft
from bot.dialogue.events import Choose, Done, Event, PhotoSent
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, Say, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Take, again, ask, want
from bot.dialogue.talks.proposing import (
    MOST_PHOTOS,
    anywhere,
    draft_of,
    forward,
    open_step,
    put,
    with_photo,
)
from bot.dialogue.wishes.me import SayAge

_DONE = button("done", "done")
_DROP = button("drop", "drop_photos")


def _ask_age(state: State, facts: Facts) -> Step:
    return put(state, "age", Reply((say("propose.age"),), (YES, NO, BACK)))


def _age(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes" | "no" as answer, _):
            return want(state, SayAge(answer == "yes"))
        case Done("SayAge") if facts.sixteen_or_older:
            return forward(state, draft_of(state), facts)
        case Done("SayAge"):
            alone = replace(draft_of(state), photos=(), people_visible=False, name="")
            return forward(state, alone, facts, say("propose.under_16"))
    return anywhere(state, event, facts)


def _ask_photos(state: State, facts: Facts) -> Step:
    have = len(draft_of(state).photos)
    if not have:
        reply = Reply((say("propose.photos"),), (SKIP, BACK, STOP), ask_photo=True)
        return put(state, "photos", reply)
    says = (_have(state, have), say("propose.more_photos"))
    return put(state, "photos", Reply(says, rows=(_DONE, _DROP, BACK, STOP), ask_photo=True))


def _have(state: State, have: int) -> Say:
    """Of photos that come together we answer the first, and cannot tell yet how many there are."""
    if state.album:
        return say("propose.have_album", most=MOST_PHOTOS)
    return say("propose.have_photos", have=have, most=MOST_PHOTOS)


def _photos(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("skip" | "done", _):
            return forward(state, draft, facts)
        case Choose("drop", _):
            return open_step(state, replace(draft, photos=(), people_visible=False))
        case PhotoSent():
            return _add(state, draft, event, facts)
    return anywhere(state, event, facts)


def _add(state: State, draft: Draft, sent: PhotoSent, facts: Facts) -> Step:
    """The third photo goes on by itself: there is nothing more to send."""
    added = with_photo(draft, sent)
    if added is None:
        return again(state, say("photo.enough"))
    if len(added.photos) < MOST_PHOTOS:
        return open_step(state, added)
    return forward(state, added, facts, say("propose.all_photos", most=MOST_PHOTOS))


def _ask_people(state: State, facts: Facts) -> Step:
    return put(state, "people", Reply((say("propose.people"),), (NO, YES, BACK)))


def _people(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("no", _):
            return forward(state, replace(draft, people_visible=False), facts)
        case Choose("yes", _):
            return _ask_consent(state)
    return anywhere(state, event, facts)


def _ask_consent(state: State) -> Step:
    choices = (button("agreed", "they_agree"), _DROP, BACK)
    return ask(state, "propose.consent", Reply((say("propose.consent"),), choices), data={})


def _consent(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("agreed", _):
            return forward(state, replace(draft, people_visible=True), facts)
        case Choose("drop", _):
            return forward(state, replace(draft, photos=(), people_visible=False), facts)
        case Choose("back", _):
            return open_step(state, draft)
    return anywhere(state, event, facts)


QUESTIONS: Mapping[str, Callable[[State, Facts], Step]] = {
    "age": _ask_age,
    "photos": _ask_photos,
    "people": _ask_people,
}
STEPS: Mapping[str, Take] = {
    "age": _age,
    "photos": _photos,
    "people": _people,
    "consent": _consent,
}
