"""What the steps of a proposal share: their order, the way back, a stop, a photo at any time."""

from dataclasses import replace

from bot.dialogue.choices import button
from bot.dialogue.draft import Draft
from bot.dialogue.events import Choose, Event, PhotoSent
from bot.dialogue.facts import Facts
from bot.dialogue.progress import further
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, again, ask, go

MOST_PHOTOS = 3
MOST_TEXT = 2000
STEPS = (
    *("idea", "category", "more", "place", "confirm", "similar"),
    *("age", "photos", "people", "name"),
)
# The number of a step as people see it; questions that belong together share one.
NUMBERS = {
    **{"more": 2, "place": 3, "confirm": 3, "similar": 3},
    **{"age": 4, "photos": 4, "people": 4, "name": 5},
}
_BACK = {
    "category": "idea",
    "more": "category",
    "place": "more",
    "confirm": "place",
    "similar": "place",
    "age": "place",
    "photos": "place",
    "people": "photos",
    "name": "photos",
    "summary": "name",
}
# Questions beside the way: back leads from them to the step that they belong to.
_BESIDE = ("stopping", "change", "wijk", "consent", "photo")


def draft_of(state: State) -> Draft:
    return state.draft or Draft()


def put(state: State, step: str, reply: Reply, *, free: bool = False) -> Step:
    """Ask a question of the proposal, and remember in the draft that it is the open one."""
    draft = draft_of(state)
    asked = replace(state, draft=replace(draft, step=step, furthest=further(draft, step)))
    return ask(asked, f"propose.{step}", reply, free=free, data={})


def open_step(state: State, draft: Draft, *says: Say | Words) -> Step:
    """Go on with the draft where it says. `talks/propose.py` knows the questions."""
    return go(replace(state, draft=draft), "/nieuw verder", *says)


def forward(state: State, draft: Draft, facts: Facts, *says: Say | Words) -> Step:
    """To the next question that this draft still needs, or to the summary."""
    following = following_step(draft, facts)
    changing = draft.changing and following != "summary"
    return open_step(state, replace(draft, step=following, changing=changing), *says)


def following_step(draft: Draft, facts: Facts) -> str:
    """The question that comes after the open one."""
    needed = _needed_to_change if draft.changing else _needed
    later = STEPS[STEPS.index(draft.step) + 1 :]
    return next((step for step in later if needed(step, draft, facts, draft.step)), "summary")


def _needed(step: str, draft: Draft, facts: Facts, current: str) -> bool:
    needs = {
        "category": not draft.category,
        "more": not draft.more,
        "age": facts.sixteen_or_older is None,
        "photos": may_show(facts),
        "people": bool(draft.photos) and may_show(facts),
        "name": may_show(facts),
    }
    return needs.get(step, True)


def _needed_to_change(step: str, draft: Draft, facts: Facts, current: str) -> bool:
    """A place is confirmed, and new photos may show people; nothing else follows a change."""
    follows = {"place": "confirm", "photos": "people"}
    return follows.get(current) == step and (step != "people" or bool(draft.photos))


def may_show(facts: Facts) -> bool:
    """Who is under 16 proposes without name and without photo. Unknown counts as not asked yet."""
    return facts.sixteen_or_older is not False


def anywhere(state: State, event: Event, facts: Facts) -> Step | None:
    """What every step of the proposal takes: back, stop, and a photo that comes too early."""
    draft = draft_of(state)
    match event:
        case Choose("back", _):
            return back(state, draft, facts)
        case Choose("stop", _):
            return stop(state, draft)
        case PhotoSent(photo, caption):
            return _early_photo(state, draft, PhotoSent(photo, caption), facts)
    return None


def back(state: State, draft: Draft, facts: Facts) -> Step:
    if state.step in _BESIDE:
        return open_step(state, draft)
    if draft.changing:
        return open_step(state, replace(draft, step="summary", changing=False))
    step = _BACK.get(draft.step, "idea")
    shown = may_show(facts) or step not in ("photos", "name")
    return open_step(state, replace(draft, step=step if shown else "place"))


def stop(state: State, draft: Draft) -> Step:
    if draft.empty:
        return go(replace(state, draft=None), "/menu", say("propose.stopped"))
    choices = (
        button("keep", "keep"),
        button("discard", "discard"),
        button("/nieuw verder", "go_on"),
    )
    return ask(state, "propose.stopping", Reply((say("propose.stopping"),), choices), data={})


def _early_photo(state: State, draft: Draft, sent: PhotoSent, facts: Facts) -> Step:
    if not may_show(facts):
        return again(state, say("photo.not_under_16"))
    added = with_photo(draft, sent)
    if added is None:
        return again(state, say("photo.enough"))
    return again(replace(state, draft=added), say("photo.kept"))


def with_photo(draft: Draft, sent: PhotoSent) -> Draft | None:
    """None when it is full. What was written under a photo explains the idea, if nothing did."""
    if len(draft.photos) >= MOST_PHOTOS:
        return None
    more = draft.more or sent.caption.strip()[:MOST_TEXT]
    return replace(draft, photos=(*draft.photos, sent.photo), more=more)
