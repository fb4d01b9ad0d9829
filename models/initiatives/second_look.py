"""Opnieuw laten bekijken: once, a second person looks at what was not placed. It is no bezwaar.

Raises as the other acts of `moderation` do.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.answering import TooLate, find_own
from models.initiatives.contributions import Contribution
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision, bring_back, check_right
from models.initiatives.moves import Deed, MoveNotAllowed, Step, revise
from models.initiatives.requests import LookOutcome, SecondLook, look_of
from models.initiatives.telling import tell
from models.initiatives.terms import answer_day

M = Moderation


def possible(contribution: Contribution) -> bool:
    """It was not placed, and nobody looked a second time yet."""
    look = look_of(contribution)
    return contribution.status is M.DECLINED and (look is None or look.decided_at is None)


def is_asked(contribution: Contribution) -> bool:
    """Its author waits for a second look."""
    look = look_of(contribution)
    return look is not None and look.decided_at is None


def ask_again(
    session: Session, resident_id: int, ref: str, words: str, now: datetime
) -> Contribution:
    """The author asks for it, with `words` or without. Raises `Unknown`, and `TooLate` where
    there is nothing to look at again, or somebody did or will already."""
    mine = find_own(session, resident_id, ref)
    if mine.status is not M.DECLINED or look_of(mine) is not None:
        raise TooLate
    session.add(SecondLook(contribution_id=mine.id, asked_at=now))
    step = Step(Deed.LOOK_ASKED, Actor.RESIDENT, mine.version, now, words=words or None)
    revise(session, mine, step, due_on=answer_day(session, now))
    return mine


def look_again(
    session: Session, contribution: Contribution, decision: Decision, reason: str
) -> bool:
    """Turn the decision back: it is decided anew. Also without having been asked to."""
    look = _look(session, contribution, decision, Deed.SECOND_LOOK)
    _settle(look, decision, LookOutcome.ANEW)
    step = decision.step(Deed.SECOND_LOOK, reason=reason)
    due_on = answer_day(session, decision.now)
    row = bring_back(session, contribution, decision, step, due_on=due_on)
    return tell(session, contribution, row, decision.message, decision.now)


def confirm(session: Session, contribution: Contribution, decision: Decision, reason: str) -> bool:
    """The decision stays, and this is why."""
    check_right(contribution, decision, Deed.CONFIRMED)
    if not is_asked(contribution):
        raise MoveNotAllowed(contribution.status, M.DECLINED)
    look = _look(session, contribution, decision, Deed.CONFIRMED)
    row = revise(session, contribution, decision.step(Deed.CONFIRMED, reason=reason))
    _settle(look, decision, LookOutcome.STAYS)
    return tell(session, contribution, row, decision.message, decision.now)


def _look(
    session: Session, contribution: Contribution, decision: Decision, act: Deed
) -> SecondLook:
    """The look that this colleague may take: once, and never who declined it."""
    check_right(contribution, decision, act)
    declined = select(HistoryRow.id).where(
        HistoryRow.contribution_id == contribution.id,
        HistoryRow.act == Deed.DECLINED,
        HistoryRow.staff_id == decision.staff.id,
    )
    if not possible(contribution) or session.scalar(declined.limit(1)) is not None:
        raise MoveNotAllowed(contribution.status, M.IN_PROGRESS)
    look = look_of(contribution)
    if look is None:
        look = SecondLook(contribution_id=contribution.id, asked_at=decision.now)
        session.add(look)
    return look


def _settle(look: SecondLook, decision: Decision, outcome: LookOutcome) -> None:
    look.decided_at, look.decided_by_id = decision.now, decision.staff.id
    look.outcome = outcome
