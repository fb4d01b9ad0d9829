"""A resident answers a check-in. What they answered is stored apart from who they are."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.asking.checkins import Answer, CheckIn, CheckInTaken, CheckInWijk
from models.initiatives.terms import local_day
from models.keys import lookup
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
            # A day without a time: nothing in the database ties it to the row above.
            id=_answer_id(found.id, resident.id),
            checkin_id=found.id,
            wijk_id=resident.wijk_id,
            position=position,
            answered_on=local_day(now),
        )
    )


@dataclass(frozen=True)
class Given:
    """An open check-in that this resident answered. What they said is not told here."""

    token: str
    question: str


def given(session: Session, resident: Resident, now: datetime) -> Sequence[Given]:
    """What they answered and can take back, the newest question first."""
    rows = session.execute(
        select(CheckIn.token, CheckIn.question)
        .join(CheckInTaken, CheckInTaken.checkin_id == CheckIn.id)
        .where(CheckInTaken.resident_id == resident.id, CheckInTaken.answered)
        .where(CheckIn.closed_at.is_(None), CheckIn.closes_on >= local_day(now))
        .order_by(CheckIn.id.desc())
    )
    return [Given(*row) for row in rows]


def take_back(session: Session, resident: Resident, token: str, now: datetime) -> None:
    """Delete one answer for good; the question may be answered anew. Raises NotOpen."""
    if all(one.token != token for one in given(session, resident, now)):
        raise NotOpen("closed")
    checkin = _by_token(session, token)
    if checkin is not None:
        _delete(session, resident.id, [checkin.id])


def forget_open_answers(session: Session, resident_id: int) -> None:
    """Delete what they answered to check-ins that were not counted yet."""
    open_ = select(CheckIn.id).join(CheckInTaken).where(CheckInTaken.resident_id == resident_id)
    _delete(session, resident_id, session.scalars(open_.where(CheckIn.closed_at.is_(None))).all())


def _delete(session: Session, resident_id: int, checkin_ids: Sequence[int]) -> None:
    ids = [_answer_id(checkin_id, resident_id) for checkin_id in checkin_ids]
    session.execute(delete(Answer).where(Answer.id.in_(ids)))
    taken = update(CheckInTaken).where(
        CheckInTaken.resident_id == resident_id, CheckInTaken.checkin_id.in_(checkin_ids)
    )
    session.execute(taken.values(answered=False))


def _answer_id(checkin_id: int, resident_id: int) -> uuid.UUID:
    """By which somebody's own answer is found again, to take it back while the check-in is open.

    Only who has the lookup key, which no database and no backup holds, can make it; and once
    the answers are counted `results` gives them all other ids.
    """
    return uuid.UUID(bytes=lookup("answer", str(checkin_id), str(resident_id))[:16])


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
