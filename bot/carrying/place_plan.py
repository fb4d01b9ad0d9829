"""What the owner of an idea wishes of its plan, carried out."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.wishes.place_plan import (
    AnswerStep,
    HandInPlan,
    MakePlanFile,
    PlanFileMade,
    PlanSeen,
    SeePlan,
    StepSeen,
)
from models.initiatives import place_plan_reading, place_planning
from models.people import takeouts


def see(session: Session, wish: SeePlan, who: Who, _now: datetime) -> PlanSeen:
    return _seen(place_planning.see(session, who.resident.id, wish.ref), who)


def answer(session: Session, wish: AnswerStep, who: Who, now: datetime) -> PlanSeen:
    mine = who.resident.id
    return _seen(place_planning.fill_in(session, mine, wish.ref, wish.key, wish.text, now), who)


def hand_in(session: Session, wish: HandInPlan, who: Who, now: datetime) -> PlanSeen:
    return _seen(place_planning.hand_in(session, who.resident.id, wish.ref, now), who)


def make_file(session: Session, wish: MakePlanFile, who: Who, now: datetime) -> PlanFileMade:
    seen = place_planning.see(session, who.resident.id, wish.ref)
    token = secrets.token_urlsafe(32)
    takeouts.make(session, who.resident, token, now, plan_of=seen.initiative.id)
    return PlanFileMade(wish.ref, f"/chat/plan/{token}", takeouts.MINUTES)


def _seen(plan: place_plan_reading.PlanSeen, who: Who) -> PlanSeen:
    initiative, language = plan.initiative, who.resident.language
    steps = tuple(
        StepSeen(
            one.step.key,
            one.step.name_in(language),
            str(one.standing),
            one.residents,
            one.answer,
            one.note,
        )
        for one in plan.steps
    )
    title = initiative.public_title or initiative.title
    return PlanSeen(initiative.ref, title, steps, plan.open, plan.begun, plan.handed_in)
