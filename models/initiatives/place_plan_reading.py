"""A plan as people see it: every step in order, whose turn it is, and what was said there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.history import Actor
from models.initiatives.place_plan import PlacePlan, PlanAnswer, in_hand, may_have
from models.people.staff import Staff
from models.plan.track import Track, TrackStep, Turn, load_track


class Standing(StrEnum):
    """Where a step stands, in the words of the texts."""

    DONE = "done"
    SKIPPED = "skipped"
    RESIDENT = "resident"
    MANAGER = "manager"
    PARTNER = "partner"


_BY_TURN = {
    Turn.RESIDENT: Standing.RESIDENT,
    Turn.MANAGER: Standing.MANAGER,
    Turn.PARTNER: Standing.PARTNER,
}


@dataclass(frozen=True)
class PlanStep:
    """One step. `actor` gave the answer, or turned it over, last; `who` is a colleague's name."""

    step: TrackStep
    turn: Turn
    answer: str = ""
    note: str = ""
    actor: Actor | None = None
    who: str = ""
    at: datetime | None = None

    @property
    def standing(self) -> Standing:
        if self.turn is Turn.DONE:
            return Standing.DONE if self.answer else Standing.SKIPPED
        return _BY_TURN[self.turn]

    @property
    def residents(self) -> bool:
        """Whether its owner may answer it: it is theirs by the file, or it is their turn."""
        return Turn.RESIDENT in (self.step.turn, self.turn)


@dataclass(frozen=True)
class PlanSeen:
    """The plan of one initiative. `version` is 0 while it was not begun.

    `open`: it can be worked on now. `waits`: it was handed in, and nobody read it since.
    """

    initiative: Initiative
    steps: tuple[PlanStep, ...]
    version: int = 0
    open: bool = True
    handed_in_at: datetime | None = None
    handed_in: bool = False
    waits: bool = False

    @property
    def begun(self) -> bool:
        return self.version > 0

    def find(self, key: str) -> PlanStep | None:
        return next((one for one in self.steps if one.step.key == key), None)


def read(session: Session, initiative: Initiative) -> PlanSeen | None:
    """Its plan, also before it is begun. None where there is none to make, nor one made.

    The same few queries, however much was said.
    """
    track, plan = load_track(session), session.get(PlacePlan, initiative.id)
    is_open = in_hand(initiative)
    if plan is None and not (is_open and may_have(session, initiative, track)):
        return None
    steps = _steps(track, _answers(session, initiative.id) if plan else {})
    if plan is None:
        return PlanSeen(initiative, steps)
    said = (plan.handed_in_at, plan.handed_in, plan.waits)
    return PlanSeen(initiative, steps, plan.version, is_open, *said)


def _answers(session: Session, contribution_id: int) -> dict[str, tuple[PlanAnswer, str]]:
    rows = session.execute(
        select(PlanAnswer, Staff.name)
        .outerjoin(Staff, Staff.id == PlanAnswer.staff_id)
        .where(PlanAnswer.contribution_id == contribution_id)
        .order_by(PlanAnswer.answered_at)
    )
    return {row.key: (row, name or "") for row, name in rows}


def _steps(track: Track, said: Mapping[str, tuple[PlanAnswer, str]]) -> tuple[PlanStep, ...]:
    """In the order of the file; what was answered to a question that is gone stands last."""
    asked = [_step(step, said.get(step.key)) for step in track.steps]
    known = {step.key for step in track.steps}
    gone = [_step(_gone(key), found) for key, found in said.items() if key not in known]
    return (*asked, *(one for one in gone if one.answer))


def _gone(key: str) -> TrackStep:
    name = key.replace("-", " ").capitalize()
    return TrackStep(key, name, name, Turn.DONE, name, name)


def _step(step: TrackStep, found: tuple[PlanAnswer, str] | None) -> PlanStep:
    if found is None:
        return PlanStep(step, step.turn)
    row, name = found
    turn = row.turn if step.turn is not Turn.DONE else Turn.DONE
    return PlanStep(step, turn, row.answer or "", row.note or "", row.actor, name, row.answered_at)
