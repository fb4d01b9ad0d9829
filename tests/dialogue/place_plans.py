"""Plans of meeting places in memory, for the talks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.dialogue.events import Outcome, Refused
from bot.dialogue.facts import Facts, MyIdea
from bot.dialogue.talks.mine import can_plan
from bot.dialogue.wishes.place_plan import (
    AnswerStep,
    HandInPlan,
    MakePlanFile,
    PlanFileMade,
    PlanSeen,
    SeePlan,
    StepSeen,
)
from bot.dialogue.wishes.wish import Wish
from tests.track import STEPS

STANDING = {"bewoner": "resident", "wijkmanager": "manager", "partner": "partner"}
OWN = frozenset(step.key for step in STEPS if step.turn == "bewoner")
PlanWish = SeePlan | AnswerStep | HandInPlan | MakePlanFile


def fresh(language: str) -> dict[str, StepSeen]:
    return {
        step.key: StepSeen(step.key, step.name_in(language), STANDING[step.turn], step.key in OWN)
        for step in STEPS
    }


@dataclass
class PlacePlans:
    """By reference: the steps, and whether the plan was handed in as it stands."""

    steps: dict[str, dict[str, StepSeen]] = field(default_factory=dict)
    handed_in: set[str] = field(default_factory=set)

    def carry_out(self, wish: Wish, facts: Facts) -> Outcome | None:
        """None for a wish that is about something else."""
        if not isinstance(wish, PlanWish):
            return None
        idea = next((one for one in facts.mine if one.ref == wish.ref), None)
        name = type(wish).__name__
        if idea is None:
            return Refused(name, "unknown")
        begun, is_open = wish.ref in self.steps, can_plan(idea, facts)
        if not is_open and not (begun and isinstance(wish, SeePlan | MakePlanFile)):
            return Refused(name, "closed")
        return self._carry_out(wish, idea, facts, is_open)

    def _carry_out(self, wish: PlanWish, idea: MyIdea, facts: Facts, is_open: bool) -> Outcome:
        steps = self.steps.get(wish.ref, fresh(facts.language))
        match wish:
            case MakePlanFile(ref):
                return PlanFileMade(ref, "/chat/plan/geheim", 10)
            case AnswerStep(ref, key, text):
                if key not in steps or not steps[key].mine:
                    return Refused("AnswerStep", "not_yours")
                standing = "done" if text else "skipped"
                said = replace(steps[key], answer=text, standing=standing, note="")
                self.steps[ref] = {**steps, key: said}
                self.handed_in.discard(ref)
            case HandInPlan(ref):
                if not any(step.answer for step in steps.values()):
                    return Refused("HandInPlan", "empty")
                self.handed_in.add(ref)
        return self._seen(idea, facts, is_open)

    def _seen(self, idea: MyIdea, facts: Facts, is_open: bool) -> PlanSeen:
        begun = idea.ref in self.steps
        steps = self.steps.get(idea.ref, fresh(facts.language))
        handed_in = idea.ref in self.handed_in
        return PlanSeen(idea.ref, idea.title, tuple(steps.values()), is_open, begun, handed_in)

    def turn_over(self, ref: str, key: str, changes: Mapping[str, object]) -> None:
        """What a wijkmanager does at one step."""
        steps = self.steps.get(ref, fresh("nl"))
        changed = replace(steps[key], **changes)  # type: ignore[arg-type]
        mine = key in OWN or changed.standing == "resident"
        self.steps[ref] = {**steps, key: replace(changed, mine=mine)}
