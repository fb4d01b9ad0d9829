"""Asking advice and giving it. An advice decides nothing: it stands in history as a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from models.desk.advice import AdviceRequest
from models.initiatives.contributions import Contribution
from models.initiatives.history import Actor
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, NotThere, Step, write
from models.initiatives.personal_data.findings import pieces
from models.initiatives.personal_data.looking import look
from models.keys import lookup
from models.messages import mail
from models.messages.mail import Letter
from models.people.rights import Act, allowed, within
from models.people.staff import Staff
from texts.render import text

HOLDS = timedelta(days=14)
# So many questions a day may one colleague send outside.
A_DAY = 20
_LINK = "advice"


class TooMany(Exception):
    """This colleague asked enough people outside for one day."""


@dataclass(frozen=True)
class AdviceLine:
    """One request as a page shows it. `who` is the adviser, by name or by address."""

    id: int
    ref: str
    title: str
    asked_by: str
    who: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


def advisers(session: Session, contribution: Contribution, but: Staff) -> list[Staff]:
    """The colleagues who may read it and write about it, by name."""
    everybody = session.scalars(select(Staff).where(Staff.active).order_by(Staff.name)).all()
    where = contribution.stadsdeel_id
    return [one for one in everybody if one.id != but.id and allowed(one, Act.NOTE, where)]


def ask_colleague(
    session: Session, contribution: Contribution, by: Decision, colleague_id: int, question: str
) -> None:
    """Ask one of the `advisers`, who gets a mail that says only that. Raises `NotThere`."""
    check_right(contribution, by, Deed.ADVICE_ASKED)
    known = {one.id: one for one in advisers(session, contribution, by.staff)}
    if colleague_id not in known:
        raise NotThere("no colleague who may advise here")
    colleague = known[colleague_id]
    row = _ask(session, contribution, by, question)
    row.staff_id = colleague.id
    session.flush()
    subject = text("advice.mail_inside_subject", "nl")
    body = text("advice.mail_inside", "nl", ref=contribution.ref, days=HOLDS.days)
    _mail(session, Letter(colleague.email, subject, body), row)


def ask_outside(
    session: Session,
    contribution: Contribution,
    by: Decision,
    email: str,
    question: str,
    token: str,
    base_url: str,
) -> str:
    """Mail a link that shows the text without who wrote it. Gives the link. Raises `TooMany`."""
    check_right(contribution, by, Deed.ADVICE_ASKED)
    if _asked_outside(session, by) >= A_DAY:
        raise TooMany
    row = _ask(session, contribution, by, question)
    row.email, row.lookup = email, lookup(_LINK, token)
    session.flush()
    address = f"{base_url}/advies/{token}"
    subject = text("advice.mail_outside_subject", "nl")
    body = text("advice.mail_outside", "nl", address=address, days=HOLDS.days)
    _mail(session, Letter(email, subject, body), row)
    return address


def _asked_outside(session: Session, by: Decision) -> int:
    today = by.now - timedelta(days=1)
    return (
        session.scalar(
            select(func.count()).where(
                AdviceRequest.asked_by_id == by.staff.id,
                AdviceRequest.staff_id.is_(None),
                AdviceRequest.asked_at > today,
            )
        )
        or 0
    )


def _ask(
    session: Session, contribution: Contribution, by: Decision, question: str
) -> AdviceRequest:
    row = AdviceRequest(
        contribution_id=contribution.id,
        asked_by_id=by.staff.id,
        question=question,
        asked_at=by.now,
        expires_at=by.now + HOLDS,
    )
    session.add(row)
    write(session, contribution, by.step(Deed.ADVICE_ASKED, note=question))
    return row


def _mail(session: Session, letter: Letter, row: AdviceRequest) -> None:
    mail.enqueue(session, letter, dedupe=f"advice:{row.id}", now=row.asked_at)


def waiting_for(session: Session, staff: Staff) -> list[AdviceLine]:
    """What this colleague is asked and may still read, the oldest first."""
    mine = (AdviceRequest.staff_id == staff.id, AdviceRequest.answered_at.is_(None))
    return _lines(session, *mine, within(Contribution.stadsdeel_id, staff, Act.NOTE))


def about(session: Session, contribution: Contribution) -> list[AdviceLine]:
    """All advice about this contribution, asked and given."""
    return _lines(session, AdviceRequest.contribution_id == contribution.id)


def _lines(session: Session, *where: ColumnElement[bool]) -> list[AdviceLine]:
    asker, adviser = aliased(Staff), aliased(Staff)
    rows = session.execute(
        select(AdviceRequest, Contribution.ref, Contribution.title, asker.name, adviser.name)
        .join(Contribution, Contribution.id == AdviceRequest.contribution_id)
        .join(asker, asker.id == AdviceRequest.asked_by_id)
        .outerjoin(adviser, adviser.id == AdviceRequest.staff_id)
        .where(*where)
        .order_by(AdviceRequest.id)
    )
    return [
        AdviceLine(
            id=row.id,
            ref=ref,
            title=title,
            asked_by=asked_by,
            who=who or row.email or "",
            question=row.question,
            asked_at=row.asked_at,
            answer=row.answer or "",
            answered_at=row.answered_at,
        )
        for row, ref, title, asked_by, who in rows
    ]


def give(session: Session, staff: Staff, advice_id: int, answer: str, now: datetime) -> str:
    """The advice of a colleague. Gives the reference; raises `NotThere` if none is waited for."""
    if advice_id not in {line.id for line in waiting_for(session, staff)}:
        raise NotThere("no advice of this colleague is waited for")
    row = _open(session, AdviceRequest.id == advice_id)
    if row is None:
        raise NotThere("it was given already")
    contribution = session.get_one(Contribution, row.contribution_id)
    step = Step(Deed.ADVICE_GIVEN, Actor.STAFF, contribution.version, now, staff.id, note=answer)
    _give(session, row, contribution, answer, step)
    return contribution.ref


@dataclass(frozen=True)
class Shown:
    """What somebody outside sees: the texts without what points at a person, and the question."""

    lines: Sequence[str]
    language: str
    question: str


def shown_by(session: Session, token: str, now: datetime) -> Shown | None:
    """What this link opens now, or None for one that is unknown, used or too old."""
    row = session.scalar(select(AdviceRequest).where(*_opens(token, now)))
    if row is None:
        return None
    contribution = session.get_one(Contribution, row.contribution_id)
    told = (contribution.title, contribution.body)
    lines = [_without_persons(line) for line in told if line]
    return Shown(lines, contribution.language, row.question)


def give_outside(session: Session, token: str, answer: str, now: datetime) -> bool:
    """The advice behind a link; the link opens nothing any more. False where it opened nothing."""
    row = _open(session, *_opens(token, now))
    if row is None:
        return False
    contribution = session.get_one(Contribution, row.contribution_id)
    note = text("advice.from_outside", "nl", who=row.email or "") + "\n" + answer
    step = Step(Deed.ADVICE_GIVEN, Actor.SYSTEM, contribution.version, now, note=note)
    row.lookup = None
    _give(session, row, contribution, answer, step)
    return True


def _opens(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        AdviceRequest.lookup == lookup(_LINK, token),
        AdviceRequest.expires_at > now,
        AdviceRequest.answered_at.is_(None),
    )


def _open(session: Session, *which: ColumnElement[bool]) -> AdviceRequest | None:
    """The row, locked, so that of two answers at once only one is taken."""
    return session.scalar(
        select(AdviceRequest)
        .where(*which, AdviceRequest.answered_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _give(
    session: Session, row: AdviceRequest, contribution: Contribution, answer: str, step: Step
) -> None:
    row.answer, row.answered_at = answer, step.now
    write(session, contribution, step)


def _without_persons(line: str) -> str:
    return "".join(
        f"[{text(f'warnings.kind_{kind}', 'nl')}]" if kind else part
        for part, kind in pieces(line, look(line))
    )
