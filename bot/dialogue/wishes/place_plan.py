"""What the owner of an idea wishes of its plan."""

from dataclasses import dataclass

from bot.dialogue.events import Outcome
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class SeePlan(Wish):
    """How far the plan is. Outcome: PlanSeen, Refused("unknown" | "closed")."""

    ref: str


@dataclass(frozen=True)
class AnswerStep(Wish):
    """Answer a step; nothing as `text` skips it, or empties it again.

    Outcome: PlanSeen, Refused("unknown" | "closed" | "not_yours").
    """

    ref: str
    key: str
    text: str


@dataclass(frozen=True)
class HandInPlan(Wish):
    """Let the wijkmanager know that it is ready. Outcome: PlanSeen, Refused("unknown" |
    "closed" | "empty")."""

    ref: str


@dataclass(frozen=True)
class MakePlanFile(Wish):
    """Make a link to the plan as a file. Outcome: PlanFileMade, Refused("unknown" | "closed")."""

    ref: str


@dataclass(frozen=True)
class StepSeen:
    """One step. `standing`: done, skipped, or whose turn it is (resident, manager, partner).

    `mine`: its owner may answer it.
    """

    key: str
    name: str
    standing: str
    mine: bool
    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class PlanSeen(Outcome):
    """A plan as it is now. `open`: it can be worked on; `begun`: something was said in it."""

    ref: str
    title: str
    steps: tuple[StepSeen, ...]
    open: bool = True
    begun: bool = False
    handed_in: bool = False


@dataclass(frozen=True)
class PlanFileMade(Outcome):
    """The link stands at this path of ours, works once, and so many minutes."""

    ref: str
    path: str
    minutes: int
