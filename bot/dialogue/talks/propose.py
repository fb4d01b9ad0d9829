"""Proposing an idea: how it begins and goes on, and the steps that are answered in words."""

from dataclasses import replace

from bot.dialogue.areas import named_in, wijk_of
from bot.dialogue.choices import BACK, MENU, NO, SKIP, STOP, YES, button, named, paged
from bot.dialogue.draft import Draft
from bot.dialogue.events import Choose, Event, PhotoSent, Text
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, again, ask, go, rest
from bot.dialogue.talks import propose_photos, propose_place, propose_similar, propose_summary
from bot.dialogue.talks.propose_resume import SENTENCE, resume, stopping
from bot.dialogue.talks.proposing import (
    MOST_TEXT,
    anywhere,
    back,
    draft_of,
    forward,
    open_step,
    put,
    stop,
)
from bot.dialogue.talks.reporting import rather_report
from bot.dialogue.words import number, one_line

MOST_IDEA = 300
MOST_NAME = 40


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/nieuw`, perhaps with `n_<category>` or `o_<opgave>` of a link or a button.

    `verder` goes on with the draft, `begin` skips the look at what is possible, `foto` asks
    whether a photo that came at rest belongs to an idea, `zin` and a sentence fills it in.
    """
    draft = state.draft
    if argument.startswith(SENTENCE):
        return _from_sentence(state, argument.removeprefix(SENTENCE), facts)
    if argument == "foto" and draft and draft.photos:
        return _ask_about_photo(state, facts)
    if draft and not draft.empty and argument != "verder":
        return resume(state)
    if not any(wijk_of(facts.plan, known) for known in (facts.wijk, draft.wijk if draft else "")):
        return go(state, f"/wijk + /nieuw {argument}".rstrip())
    if draft and not draft.empty:
        return _questions(state, facts)
    fresh = replace(state, draft=_fresh(argument, facts, draft))
    if argument in ("begin", "verder"):
        return _questions(fresh, facts)
    choices = (button("/kan", "look_first"), button("begin", "begin"), MENU)
    return ask(fresh, "propose.look", Reply((say("propose.look"),), choices), data={})


def _from_sentence(state: State, sentence: str, facts: Facts) -> Step:
    """What somebody said at rest is the idea, in the wijk that it names or else in their own."""
    draft = state.draft
    if draft and not draft.empty:
        return resume(state, sentence)
    wijk = named_in(facts.plan.wijken, sentence)
    if wijk is None and wijk_of(facts.plan, facts.wijk) is None:
        return go(state, f"/wijk + /nieuw {SENTENCE}{sentence}")
    fresh = Draft(wijk=wijk.slug if wijk else facts.wijk)
    step = _take_idea(_ask_idea(replace(state, draft=fresh), facts).state, sentence, facts)
    if len(one_line(sentence)) > MOST_IDEA:
        return step
    return replace(step, replies=(Reply((say("propose.filled", idea=sentence),)), *step.replies))


def cancel(state: State, argument: str, facts: Facts) -> Step:
    """`/annuleer`, or "stop" in the middle of something: leave it, without losing it."""
    if state.talk == "propose":
        return stop(state, draft_of(state))
    return go(state, "/menu", say("propose.stopped"), say("propose.no_messages"))


def go_back(state: State, argument: str, facts: Facts) -> Step:
    """`/terug` where no button for it stands: a step back in a proposal, else the menu."""
    if state.talk == "propose" and state.step != "look":
        return back(state, draft_of(state), facts)
    return go(state, "/menu")


def _fresh(argument: str, facts: Facts, before: Draft | None) -> Draft:
    """A new draft. What a link said of it stays known while one looks at what is possible."""
    kind, _, name = argument.partition("_")
    category = name if any(kind == "n" and c.slug == name for c in facts.plan.categories) else ""
    opgave = name if any(kind == "o" and o.slug == name for o in facts.plan.opgaven) else ""
    if argument in ("begin", "verder") and before:
        category, opgave = before.category, before.opgave
    return Draft(category=category, opgave=opgave, wijk=facts.wijk)


def _questions(state: State, facts: Facts) -> Step:
    """The open question of the draft; an unknown one (of an older version) is the first."""
    draft = draft_of(state)
    known = replace(state, draft=replace(draft, wijk=draft.wijk or facts.wijk))
    question = _QUESTIONS.get(draft.step, _ask_idea) if draft.idea else _ask_idea
    return question(known, facts)


def _look(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("begin", _):
            return _questions(state, facts)
        case Text(text):
            # They were ready to tell it: what they typed is the idea.
            return _take_idea(_ask_idea(state, facts).state, text, facts)
    return anywhere(state, event, facts)


def _ask_about_photo(state: State, facts: Facts) -> Step:
    if facts.sixteen_or_older is False:
        return go(replace(state, draft=_without_photos(state)), "/menu", say("photo.not_under_16"))
    if draft_of(state).idea:
        return rest(state, say("photo.kept"))
    return ask(state, "propose.photo", Reply((say("photo.for_idea"),), (YES, NO)), data={})


def _without_photos(state: State) -> Draft | None:
    draft = replace(draft_of(state), photos=())
    return None if draft.empty else draft


def _photo(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _):
            return open_step(state, replace(draft_of(state), step="idea"))
        case Choose("no", _):
            return go(replace(state, draft=None), "/menu", say("photo.gone"))
    return anywhere(state, event, facts)


def _ask_idea(state: State, facts: Facts) -> Step:
    opgave = next((o for o in facts.plan.opgaven if o.slug == draft_of(state).opgave), None)
    about = [say("propose.about", opgave=opgave.title)] if opgave is not None else []
    choices = (BACK, STOP) if draft_of(state).changing else (STOP,)
    reply = Reply((*about, say("propose.idea"), *_now(state, "idea")), choices)
    return put(state, "idea", reply, free=True)


def _now(state: State, step: str) -> tuple[Say | Words, ...]:
    """Who changes an answer sees the present one, to take over what is good."""
    draft = draft_of(state)
    text = {"idea": draft.idea, "more": draft.more, "name": draft.name}[step]
    return (say("propose.now"), Words(text)) if draft.changing and text else ()


def _idea(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Text(text):
            return _take_idea(state, text, facts, *rather_report(text, facts))
        case PhotoSent(_, caption) if caption.strip():
            kept = anywhere(state, replace(event, caption=""), facts)
            return _take_idea(kept.state, caption, facts) if kept else None
    return anywhere(state, event, facts)


def _take_idea(state: State, text: str, facts: Facts, *tips: Say | Words) -> Step:
    draft, idea = draft_of(state), one_line(text)
    if len(text) > MOST_TEXT:
        return again(state, _too_long("propose.idea_too_long", MOST_IDEA, text, facts))
    if len(idea) > MOST_IDEA:
        # Too long for one sentence, but not lost: it explains the idea.
        kept = replace(state, draft=replace(draft, more=text.strip()))
        return again(kept, say("propose.idea_kept"))
    return forward(state, replace(draft, idea=idea), facts, *tips)


def _too_long(key: str, most: int, text: str, facts: Facts) -> Say:
    language = facts.language
    return say(key, most=number(most, language), used=number(len(text), language))


def _ask_category(state: State, facts: Facts, page: int = 0) -> Step:
    english = facts.language == "en"
    rows = [
        named(f"c:{one.slug}", one.name_en if english else one.name, facts.language)
        for one in facts.plan.categories
    ]
    reply = Reply((say("propose.category"),), rows=paged(rows, page, "p:", (BACK, STOP)))
    return put(state, "category", reply)


def _category(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose(value, _) if value.startswith("c:"):
            return forward(state, replace(draft_of(state), category=value[2:]), facts)
        case Choose(value, _) if value.startswith("p:"):
            return _ask_category(state, facts, int(value[2:]))
        case Text(text) if " " in text.strip():
            return _add(state, text.strip())
    return anywhere(state, event, facts)


def _add(state: State, text: str) -> Step | None:
    """Words while we ask to choose: they were still telling the idea. They must not be lost."""
    draft = draft_of(state)
    idea = one_line(f"{draft.idea} {text}")
    if len(idea) > MOST_IDEA:
        return None
    added = replace(state, draft=replace(draft, idea=idea))
    return again(added, say("propose.added"), Words(idea))


def _ask_more(state: State, facts: Facts) -> Step:
    reply = Reply((say("propose.more"), *_now(state, "more")), (SKIP, BACK, STOP))
    return put(state, "more", reply, free=True)


def _more(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("skip", _):
            return forward(state, draft, facts)
        case Text(text) if len(text) > MOST_TEXT:
            return again(state, _too_long("propose.more_too_long", MOST_TEXT, text, facts))
        case Text(text):
            return forward(state, replace(draft, more=text.strip()), facts)
        case PhotoSent(_, caption) if caption.strip() and not draft.more:
            kept = anywhere(state, event, facts)
            return kept and forward(kept.state, draft_of(kept.state), facts, say("photo.kept"))
    return anywhere(state, event, facts)


def _ask_name(state: State, facts: Facts) -> Step:
    no_name = button("none", "no_name")
    reply = Reply((say("propose.name"), *_now(state, "name")), (no_name, BACK, STOP))
    return put(state, "name", reply, free=True)


def _name(state: State, event: Event, facts: Facts) -> Step | None:
    draft = draft_of(state)
    match event:
        case Choose("none", _):
            return forward(state, replace(draft, name=""), facts)
        case Text(text) if len(one_line(text)) > MOST_NAME:
            return again(state, _too_long("propose.name_too_long", MOST_NAME, text, facts))
        case Text(text):
            return forward(state, replace(draft, name=one_line(text)), facts)
    return anywhere(state, event, facts)


_QUESTIONS = {
    "idea": _ask_idea,
    "category": _ask_category,
    "more": _ask_more,
    "name": _ask_name,
    **propose_place.QUESTIONS,
    **propose_similar.QUESTIONS,
    **propose_photos.QUESTIONS,
    **propose_summary.QUESTIONS,
}
TALK = Talk(
    "propose",
    commands={"nieuw": begin, "annuleer": cancel, "terug": go_back},
    steps={
        "look": _look,
        "stopping": stopping,
        "photo": _photo,
        "idea": _idea,
        "category": _category,
        "more": _more,
        "name": _name,
        **propose_place.STEPS,
        **propose_similar.STEPS,
        **propose_photos.STEPS,
        **propose_summary.STEPS,
    },
)
