"""Working on a plan: its owner answers and hands in, the wijkmanager answers and turns over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.answering import Unknown, find_own
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.history import Actor
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, NotThere, Step, write
from models.initiatives.place_plan import PlacePlan, PlanAnswer
from models.initiatives.place_plan_reading import PlanSeen, PlanStep, read
from models.initiatives.telling import tell
from models.initiatives.terms import answer_day
from models.plan.track import Turn


class Closed(Exception):
    """There is no plan to work on for this one, or not any more."""


class NotYours(Exception):
    """Somebody else answers this step, or it is not there any more."""


class Empty(Exception):
    """Nothing was answered yet, so there is nothing to hand in."""


class PlanMoved(Exception):
    """The plan was changed since the colleague saw it."""


@dataclass(frozen=True)
class TurnedOver:
    """What a wijkmanager says at one step: an `answer` (None leaves it), then whose turn it is.

    `note` is for its owner to read.
    """

    to: Turn
    answer: str | None = None
    note: str = ""


def see(session: Session, resident_id: int, ref: str) -> PlanSeen:
    """One's own plan, also before it is begun. Raises `Unknown`, `Closed`."""
    mine = session.scalars(
        select(Contribution).where(Contribution.ref == ref, Contribution.resident_id == resident_id)
    ).first()
    return _read(session, mine)


def fill_in(
    session: Session, resident_id: int, ref: str, key: str, text: str, now: datetime
) -> PlanSeen:
    """Answer a step of one's own plan; nothing as text skips it, or empties it again.

    Raises `Unknown`, `Closed`, `NotYours`.
    """
    seen = _to_change(session, resident_id, ref)
    one = seen.find(key)
    if one is None or not one.residents:
        raise NotYours
    plan = _begun(session, seen.initiative, now)
    row = _row(session, seen.initiative, one, now)
    # Whoever else was asked about this step is still asked.
    row.turn = one.turn if one.turn in (Turn.MANAGER, Turn.PARTNER) else Turn.DONE
    row.answer, row.note = text or None, None
    row.actor, row.staff_id, row.answered_at = Actor.RESIDENT, None, now
    plan.changed_at = now
    plan.version += 1
    return _again(session, seen)


def hand_in(session: Session, resident_id: int, ref: str, now: datetime) -> PlanSeen:
    """Say that it is ready to be read. Raises `Unknown`, `Closed`, `Empty`."""
    seen = _to_change(session, resident_id, ref)
    if not any(one.answer for one in seen.steps):
        raise Empty
    if not seen.handed_in:
        plan = _begun(session, seen.initiative, now)
        plan.handed_in_at = now
        plan.version += 1
        _expect_answer(session, seen.initiative, now)
    return _again(session, seen)


def _expect_answer(session: Session, initiative: Initiative, now: datetime) -> None:
    """A plan waits as long as anything that comes in; what stands on the site stays as it is."""
    was, initiative.due_on = initiative.due_on, answer_day(session, now)
    changes = {"due_on": [str(was), str(initiative.due_on)]}
    step = Step(Deed.PLAN_HANDED_IN, Actor.RESIDENT, initiative.version, now)
    write(session, initiative, step, changes=changes)


def mark_read(session: Session, initiative: Initiative, decision: Decision) -> None:
    """Say that the plan was read as it was handed in. Its owner is told nothing by this.

    `decision.version` is the version of the plan. Raises `rights.NotAllowed`, `PlanMoved`, and
    `Closed` where none waits.
    """
    check_right(initiative, decision, Deed.PLAN_READ)
    session.refresh(initiative, with_for_update=True)
    plan = session.get(PlacePlan, initiative.id)
    if plan is None or not plan.waits:
        raise Closed
    if plan.version != decision.version:
        raise PlanMoved
    plan.read_at = decision.now
    write(session, initiative, decision.step(Deed.PLAN_READ))


def turn_over(
    session: Session, initiative: Initiative, decision: Decision, key: str, given: TurnedOver
) -> bool:
    """Answer a step as wijkmanager, or for a partner, and say whose turn it is now.

    `decision.version` is the version of the plan. Gives whether its owner will hear. Raises
    `rights.NotAllowed`, `PlanMoved`, `Closed`, and `NotThere` for a step that is not there, or
    for an answer to a step that its owner answers.
    """
    check_right(initiative, decision, Deed.PLAN_TURNED)
    session.refresh(initiative, with_for_update=True)
    seen = _open(read(session, initiative))
    if seen.version != decision.version:
        raise PlanMoved
    one = seen.find(key)
    if one is None or (given.answer is not None and one.step.turn is Turn.RESIDENT):
        raise NotThere("no such step of the wijkmanager")
    plan = _begun(session, initiative, decision.now)
    _answer_as_staff(_row(session, initiative, one, decision.now), decision, given)
    plan.version += 1
    # Who works on it has read it.
    plan.read_at = decision.now
    step = decision.step(Deed.PLAN_TURNED, reason=one.step.name)
    return tell(session, initiative, write(session, initiative, step), decision.message, step.now)


def _answer_as_staff(row: PlanAnswer, decision: Decision, given: TurnedOver) -> None:
    row.turn, row.note = given.to, given.note or None
    if given.answer is not None:
        row.answer, row.actor = given.answer or None, Actor.STAFF
        row.staff_id, row.answered_at = decision.staff.id, decision.now


def _to_change(session: Session, resident_id: int, ref: str) -> PlanSeen:
    return _open(_read(session, find_own(session, resident_id, ref)))


def _read(session: Session, mine: Contribution | None) -> PlanSeen:
    if not isinstance(mine, Initiative):
        raise Unknown
    seen = read(session, mine)
    if seen is None:
        raise Closed
    return seen


def _open(seen: PlanSeen | None) -> PlanSeen:
    if seen is None or not seen.open:
        raise Closed
    return seen


def _again(session: Session, seen: PlanSeen) -> PlanSeen:
    session.flush()
    return _read(session, seen.initiative)


def _begun(session: Session, initiative: Initiative, now: datetime) -> PlacePlan:
    plan = session.get(PlacePlan, initiative.id)
    if plan is None:
        plan = PlacePlan(contribution_id=initiative.id, started_at=now, changed_at=now, version=0)
        session.add(plan)
    return plan


def _row(session: Session, initiative: Initiative, one: PlanStep, now: datetime) -> PlanAnswer:
    row = session.get(PlanAnswer, (initiative.id, one.step.key))
    if row is None:
        row = PlanAnswer(
            contribution_id=initiative.id,
            key=one.step.key,
            turn=one.turn,
            actor=Actor.STAFF,
            answered_at=now,
        )
        session.add(row)
    return row
