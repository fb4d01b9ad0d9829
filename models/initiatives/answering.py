"""The resident's side: answer a question, agree to a changed text, withdraw.

Each finds one's own contribution by its reference and locks it, so that a wijkmanager who
decides at the same moment is either before us or learns that we were first.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.initiatives.history import Actor
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed, Step, allowed_moves, move, revise
from models.initiatives.placing import NOTHING_OFFERED, put_offer_on_site
from models.initiatives.requests import drop
from models.initiatives.terms import answer_day
from models.people.staff import Staff

M = Moderation


class Unknown(Exception):
    """This resident has no contribution with this reference."""


class NotAsked(Exception):
    """Nothing is asked of the resident, or not any more."""


class TooLate(Exception):
    """It has ended already, so it cannot be withdrawn."""


def answer(
    session: Session,
    resident_id: int,
    ref: str,
    text: str,
    now: datetime,
    by: Staff | None = None,
) -> Contribution:
    """Answer the wijkmanager's question; the term begins anew. A late answer reopens it.

    `by`: the colleague who wrote down what the resident told. Raises `Unknown`, `NotAsked`.
    """
    mine = find_own(session, resident_id, ref)
    if mine.question is None or mine.status not in {M.QUESTION, M.LAPSED}:
        raise NotAsked
    step = _step(Deed.ANSWERED, mine, now, by, words=text)
    move(session, mine, M.IN_PROGRESS, step, question=None, due_on=answer_day(session, now))
    return mine


def _step(
    act: Deed, mine: Contribution, now: datetime, by: Staff | None, words: str | None = None
) -> Step:
    actor = Actor.STAFF if by else Actor.RESIDENT
    return Step(act, actor, mine.version, now, by.id if by else None, words=words)


def accept_text(
    session: Session,
    resident_id: int,
    ref: str,
    agree: bool,
    now: datetime,
    by: Staff | None = None,
) -> Contribution:
    """Agree to the changed text, which places it, or not. `by` as in `answer`.

    Raises `Unknown`, `NotAsked`.
    """
    mine = find_own(session, resident_id, ref)
    if mine.offered_title is None or mine.status not in {M.QUESTION, M.PLACED}:
        raise NotAsked
    act = Deed.ACCEPTED if agree else Deed.REFUSED
    step = _step(act, mine, now, by)
    if agree:
        put_offer_on_site(session, mine, step, named=True)
    elif mine.status is M.PLACED:
        revise(session, mine, step, **NOTHING_OFFERED)
    else:
        move(session, mine, M.IN_PROGRESS, step, **NOTHING_OFFERED)
    return mine


def withdraw(session: Session, resident_id: int, ref: str, now: datetime) -> Contribution:
    """Withdraw it: from the queue, and from the site. Raises `Unknown`, `TooLate`."""
    mine = find_own(session, resident_id, ref)
    if M.WITHDRAWN not in allowed_moves(mine):
        raise TooLate
    step = Step(Deed.WITHDRAWN, Actor.RESIDENT, mine.version, now)
    move(session, mine, M.WITHDRAWN, step, question=None, **NOTHING_OFFERED)
    drop(session, mine.id)
    return mine


def find_own(session: Session, resident_id: int, ref: str) -> Contribution:
    """One's own contribution, locked. Raises `Unknown`."""
    mine = session.scalars(
        select(Contribution)
        .where(Contribution.ref == ref, Contribution.resident_id == resident_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if mine is None:
        raise Unknown
    return mine
