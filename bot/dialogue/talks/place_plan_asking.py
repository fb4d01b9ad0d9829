"""One step of a plan as a question, and what may be its answer."""

from dataclasses import replace

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import BACK, ROW_LENGTH, SKIP, button, named, short
from bot.dialogue.events import Choose, Event, Text
from bot.dialogue.facts import Facts, OpgaveFact, TrackStepFact
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, again, ask, go, want
from bot.dialogue.talks.mine import find
from bot.dialogue.talks.opgaven import of_wijk
from bot.dialogue.wishes.place_plan import AnswerStep, PlanSeen, StepSeen
from bot.dialogue.words import number

MOST_TEXT = 2000
# Of a list of ten, three lead on.
MOST_OPGAVEN = 7
LATER = button("later", "plan_later")
EMPTY = button("skip", "plan_empty")
_OPGAVE = "o:"


def put(
    state: State, seen: PlanSeen, one: StepSeen, facts: Facts, *before: Say, on: bool
) -> Step | None:
    """Ask this step. `on`: after it the next one. None where the gemeente asks it no more."""
    step = next((each for each in facts.plan.track if each.key == one.key), None)
    if step is None:
        return None
    opgaven = _opgaven(seen.ref, facts) if step.opgave else ()
    says = [*_question(seen, one, step, facts), *_said(one)]
    says += [_numbered(n, opgave) for n, opgave in enumerate(opgaven, start=1)]
    ways = (EMPTY if one.answer else SKIP, LATER, BACK)
    reply = Reply(tuple(says), *_choices(opgaven, ways))
    data = {"ref": seen.ref, "key": one.key, "on": on, "back": _before(seen, one, on)}
    # With a list a number is one of its rows; other words are an answer all the same.
    asked = ask(state, "place_plan.answer", reply, free=not opgaven, data=data)
    # Said once, and not with the question when that is put again.
    return replace(asked, replies=(Reply(before), reply)) if before else asked


def answered(state: State, event: Event, facts: Facts) -> Step | None:
    ref, key = str(state.data["ref"]), str(state.data["key"])
    match event:
        case Choose("back", _):
            return go(state, f"/plan {ref} {state.data['back']}")
        case Choose("skip", _):
            return want(state, AnswerStep(ref, key, ""))
        case Choose(value, _) if value.startswith(_OPGAVE):
            slug = value.removeprefix(_OPGAVE)
            titles = [each.title for each in _opgaven(ref, facts) if each.slug == slug]
            return want(state, AnswerStep(ref, key, titles[0])) if titles else None
        case Text(text) if len(text) > MOST_TEXT:
            most, used = number(MOST_TEXT, facts.language), number(len(text), facts.language)
            return again(state, say("answer.too_long", most=most, used=used))
        case Text(text):
            return want(state, AnswerStep(ref, key, text.strip()))
    return None


def _question(
    seen: PlanSeen, one: StepSeen, step: TrackStepFact, facts: Facts
) -> list[Say | Words]:
    at, total = [each.key for each in seen.steps].index(one.key) + 1, len(seen.steps)
    english = facts.language == "en"
    language = "en" if english else "nl"
    says: list[Say | Words] = [say("plans.at", number=at, total=total, step=one.name)]
    says.append(Words(step.question_en if english else step.question, language))
    hint = step.help_en if english else step.help
    says += [Words(hint, language)] if hint else []
    names = [scheme.name for scheme in facts.plan.schemes if scheme.slug in step.schemes]
    return [*says, say("plans.schemes", schemes=", ".join(names))] if names else says


def _said(one: StepSeen) -> list[Say | Words]:
    note: list[Say | Words] = [say("plans.note"), Words(one.note, "nl")] if one.note else []
    return [*note, say("plans.now"), Words(one.answer)] if one.answer else note


def _before(seen: PlanSeen, one: StepSeen, on: bool) -> str:
    """Where back leads: the question before this one, else the overview."""
    earlier: list[str] = []
    for step in seen.steps:
        if step.key == one.key:
            break
        earlier += [step.key] if step.mine else []
    return f"{earlier[-1]} verder" if on and earlier else "alles"


def _opgaven(ref: str, facts: Facts) -> tuple[OpgaveFact, ...]:
    """What is important in the wijk of the idea."""
    idea = find(facts, ref)
    wijk = wijk_of(facts.plan, idea.wijk) if idea else None
    return of_wijk(facts.plan, wijk)[:MOST_OPGAVEN] if wijk else ()


def _numbered(at: int, opgave: OpgaveFact) -> Say:
    return say("plans.opgave_line", number=at, title=opgave.title)


def _choices(
    opgaven: tuple[OpgaveFact, ...], ways: tuple[Choice, ...]
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """As buttons, or with a list of opgaven above them as rows."""
    if not opgaven:
        return ways, ()
    rows = [
        named(f"{_OPGAVE}{opgave.slug}", short(f"{at}. {opgave.title}", ROW_LENGTH))
        for at, opgave in enumerate(opgaven, start=1)
    ]
    return (), (*rows, *ways)
