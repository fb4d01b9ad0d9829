"""A resident answers a check-in. What they answered is stored apart from who they are."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.asking.checkins import Answer, CheckIn, CheckInTaken, CheckInWijk
from models.initiatives.terms import local_day
from models.people.residents import Resident
from models.plan.opgaven import Opgave


class NotOpen(Exception):
    """There is nothing to answer. `why`: none, closed, answered, or not_yours (another wijk)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Open:
    """A check-in that this resident may answer now."""

    id: int
    token: str
    question: str
    answers: list[str]
    opgave: str
    closes_on: date


def find_open(session: Session, resident: Resident, token: str, now: datetime) -> Open:
    """The check-in with this token, or without one the first open one of their wijk.

    Raises NotOpen.
    """
    checkin = _by_token(session, token) if token else _of_wijk(session, resident, now)
    if checkin is None:
        raise NotOpen("none")
    if checkin.closed_at is not None or local_day(now) > checkin.closes_on:
        raise NotOpen("closed")
    if not _is_for(session, checkin, resident):
        raise NotOpen("not_yours")
    if _has_answered(session, checkin, resident):
        raise NotOpen("answered")
    opgave = session.get_one(Opgave, checkin.opgave_id)
    return Open(
        checkin.id,
        checkin.token,
        checkin.question,
        checkin.answers,
        opgave.title,
        checkin.closes_on,
    )


def answer(session: Session, resident: Resident, token: str, position: int, now: datetime) -> None:
    """Store answer number `position` (from 0), once for this resident. Raises NotOpen."""
    found = find_open(session, resident, token, now)
    if not 0 <= position < len(found.answers) or resident.wijk_id is None:
        raise NotOpen("none")
    _mark_answered(session, found.id, resident.id, now)
    session.add(
        Answer(
            # Random, and a day without a time: nothing ties it to the row above.
            id=uuid.uuid4(),
            checkin_id=found.id,
            wijk_id=resident.wijk_id,
            position=position,
            answered_on=local_day(now),
        )
    )


def _by_token(session: Session, token: str) -> CheckIn | None:
    return session.scalars(select(CheckIn).where(CheckIn.token == token)).first()


def _of_wijk(session: Session, resident: Resident, now: datetime) -> CheckIn | None:
    taken = select(CheckInTaken.checkin_id).where(
        CheckInTaken.resident_id == resident.id, CheckInTaken.answered
    )
    return session.scalars(
        select(CheckIn)
        .join(CheckInWijk, CheckInWijk.checkin_id == CheckIn.id)
        .where(CheckInWijk.wijk_id == resident.wijk_id, CheckIn.closed_at.is_(None))
        .where(CheckIn.closes_on >= local_day(now), CheckIn.id.not_in(taken))
        .order_by(CheckIn.closes_on, CheckIn.id)
        .limit(1)
    ).first()


def _is_for(session: Session, checkin: CheckIn, resident: Resident) -> bool:
    wijken = select(CheckInWijk).where(
        CheckInWijk.checkin_id == checkin.id, CheckInWijk.wijk_id == resident.wijk_id
    )
    return session.scalars(wijken).first() is not None


def _has_answered(session: Session, checkin: CheckIn, resident: Resident) -> bool:
    taken = session.get(CheckInTaken, (checkin.id, resident.id))
    return taken is not None and taken.answered


def _mark_answered(session: Session, checkin_id: int, resident_id: int, now: datetime) -> None:
    session.execute(
        insert(CheckInTaken)
        .values(checkin_id=checkin_id, resident_id=resident_id, asked_at=now)
        .on_conflict_do_nothing()
    )
    marked = session.execute(
        update(CheckInTaken)
        .where(
            CheckInTaken.checkin_id == checkin_id,
            CheckInTaken.resident_id == resident_id,
            CheckInTaken.answered.is_(False),
        )
        .values(answered=True)
        .returning(CheckInTaken.checkin_id)
    )
    if marked.first() is None:
        raise NotOpen("answered")
