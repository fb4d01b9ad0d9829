"""`/plan`: the plan of an ontmoetingsplek. Where one is, its steps, handing it in, the file."""

from dataclasses import replace

from bot.dialogue.choices import BACK, MENU, ROW_LENGTH, button, named, short
from bot.dialogue.events import Choose, Event, Refused
from bot.dialogue.facts import Facts, MyIdea
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest, want
from bot.dialogue.talks.initiative import ref_in
from bot.dialogue.talks.mine import can_plan, find
from bot.dialogue.talks.place_plan_asking import answered, put
from bot.dialogue.warnings import private_things
from bot.dialogue.wishes.place_plan import (
    HandInPlan,
    MakePlanFile,
    PlanFileMade,
    PlanSeen,
    SeePlan,
    StepSeen,
)

# Behind the reference: what one wants of the plan, if not to go on with it or see one step.
ALL, HAND_IN, FILE = "alles", "inleveren", "bestand"
# Behind a step: afterwards the next one, and not the overview.
ON = "verder"


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/plan` goes on where one was, `/plan Z-0142 grond` is one step of it."""
    ref = ref_in(argument)
    if not ref:
        return _which(state, facts)
    if find(facts, ref) is None:
        return go(state, "/mijn", say("mine.unknown"))
    what = argument.partition(" ")[2].strip()
    data = {"ref": ref, "what": what}
    wish = MakePlanFile(ref) if what == FILE else SeePlan(ref)
    return want(replace(state, talk="place_plan", step="see", free=False, data=data), wish)


def _which(state: State, facts: Facts) -> Step:
    ideas = [idea for idea in facts.mine if can_plan(idea, facts)]
    if len(ideas) == 1:
        return go(state, f"/plan {ideas[0].ref}")
    if not ideas:
        return rest(state, say("plans.none"), buttons=(button("/mijn", "all_mine"), MENU))
    return rest(state, say("plans.which"), rows=(*(_row(idea) for idea in ideas[:9]), MENU))


def _row(idea: MyIdea) -> Choice:
    return named(f"/plan {idea.ref}", short(f"{idea.ref} {idea.title}", ROW_LENGTH), "")


def _see(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case PlanSeen():
            return _shown(state, event, facts)
        case PlanFileMade():
            return _file(state, event, facts)
        case Refused(_, why):
            return refused(state, why)
    return None


def _shown(state: State, seen: PlanSeen, facts: Facts) -> Step:
    key, _, mode = str(state.data["what"]).partition(" ")
    if not key and seen.open:
        return _go_on(state, seen, facts)
    if key == HAND_IN and seen.open:
        return _sure(state, seen)
    one = next((step for step in seen.steps if step.key == key), None)
    if one is None:
        return overview(state, seen)
    if not (seen.open and one.mine):
        return _other(state, seen, one, facts)
    return put(state, seen, one, facts, on=mode == ON) or overview(state, seen)


def _go_on(state: State, seen: PlanSeen, facts: Facts) -> Step:
    """The first question that waits for its owner. A plan that is begun says what it is."""
    following = next((step for step in seen.steps if step.standing == "resident"), None)
    if following is None:
        return overview(state, seen, say("plans.yours_done"))
    intro: tuple[Say, ...] = ()
    if not seen.begun:
        intro = (say("plans.intro", ref=seen.ref, title=short(seen.title, 100)),)
        intro += (say("plans.intro_private"), say("plans.intro_later"))
    return put(state, seen, following, facts, *intro, on=True) or overview(state, seen)


def overview(state: State, seen: PlanSeen, *before: Say) -> Step:
    """All steps with whose turn it is, and what one can do."""
    says = [*before, say("plans.overview", ref=seen.ref, title=short(seen.title, 100))]
    says += [_line(number, step) for number, step in enumerate(seen.steps, start=1)]
    says += [say("plans.handed_in_now")] if seen.handed_in else []
    says += [say("plans.choose") if seen.open else say("plans.closed")]
    rows = [named(f"/plan {seen.ref} {step.key}", step.name, "") for step in seen.steps]
    may_hand_in = seen.open and seen.begun and not seen.handed_in
    rows += [button(f"/plan {seen.ref} {HAND_IN}", "plan_hand_in")] if may_hand_in else []
    rows += [button(f"/plan {seen.ref} {FILE}", "plan_file")] if seen.begun else []
    return rest(state, *says, rows=(*rows, MENU))


def _line(number: int, step: StepSeen) -> Say:
    standing = say(f"plans.standing_{step.standing}")
    return say("plans.line", number=number, step=step.name, standing=standing)


def _other(state: State, seen: PlanSeen, one: StepSeen, facts: Facts) -> Step:
    """A step that somebody else answers, or a plan that is only to read."""
    standing = say(f"plans.standing_{one.standing}")
    says: list[Say | Words] = [say("plans.step", step=one.name, standing=standing)]
    says += [say("plans.answer"), Words(one.answer)] if one.answer else []
    says += [say("plans.note"), Words(one.note, "nl")] if one.note else []
    waits = one.standing in ("manager", "partner")
    says += [say("plans.you_will_hear")] if seen.open and waits else []
    return rest(state, *says, buttons=(all_of(seen.ref), MENU))


def _sure(state: State, seen: PlanSeen) -> Step:
    open_ = sum(step.standing in ("resident", "skipped") for step in seen.steps)
    says = [say("plans.sure", ref=seen.ref)]
    says += [say("plans.open_left", n=open_)] if open_ else []
    reply = Reply((*says, say("plans.sure_later")), (button("yes", "plan_hand_in"), BACK))
    return ask(state, "place_plan.hand_in", reply, data={"ref": seen.ref})


def _handed_in(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("back", _):
            return go(state, f"/plan {ref} {ALL}")
        case Choose("yes", _):
            return want(state, HandInPlan(ref))
        case PlanSeen():
            file = button(f"/plan {ref} {FILE}", "plan_file")
            says = (say("plans.handed_in"), say("plans.handed_in_then"))
            return rest(state, *says, buttons=(file, all_of(ref), MENU))
        case Refused(_, why):
            return refused(state, why)
    return None


def _file(state: State, made: PlanFileMade, facts: Facts) -> Step:
    link = Choice("", say("button.plan_open"), url=f"{facts.plan.base_url}{made.path}")
    says = (say("plans.file"), say("plans.file_once", n=made.minutes), say("plans.file_secret"))
    return rest(state, *says, buttons=(link, all_of(made.ref), MENU))


def refused(state: State, why: str) -> Step:
    ref = str(state.data["ref"])
    match why:
        case "closed":
            return go(state, f"/mijn {ref}", say("plans.not_now"))
        case "not_yours":
            return go(state, f"/plan {ref} {ALL}", say("plans.not_yours"))
        case "empty":
            return go(state, f"/plan {ref}", say("plans.empty"))
    return go(state, "/mijn", say("mine.unknown"))


def all_of(ref: str) -> Choice:
    return button(f"/plan {ref} {ALL}", "plan_all")


def _answer(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("later", _):
            on = button(f"/plan {ref}", "plan_on")
            return rest(state, say("plans.kept"), buttons=(on, all_of(ref), MENU))
        case PlanSeen():
            return _saved(state, event, facts)
        case Refused(_, why):
            return refused(state, why)
    return answered(state, event, facts)


def _saved(state: State, seen: PlanSeen, facts: Facts) -> Step:
    """On to the next question that waits for them; who changed one step sees the whole."""
    keys = [step.key for step in seen.steps]
    at = keys.index(str(state.data["key"])) if state.data["key"] in keys else 0
    waiting = [step for step in seen.steps[at + 1 :] if step.standing == "resident"]
    saved = (say("plans.saved"), *_private(seen.steps[at].answer))
    if not state.data["on"]:
        return overview(state, seen, *saved)
    if not waiting:
        return overview(state, seen, *saved, say("plans.all_asked"))
    return put(state, seen, waiting[0], facts, *saved, on=True) or overview(state, seen, *saved)


def _private(answer: str) -> tuple[Say, ...]:
    """What in an answer had better not stand in a plan that goes round."""
    found = [say(f"warning.{kind}") for kind in private_things(answer)]
    return (*found, say("plans.private")) if found else ()


TALK = Talk(
    "place_plan",
    commands={"plan": begin},
    steps={"see": _see, "answer": _answer, "hand_in": _handed_in},
)
