"""What happens when a resident says nothing. A job calls these; each looks at a hundred at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.initiatives import news
from models.initiatives.contributions import Contribution
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Deed, Step, move, write
from models.initiatives.placing import put_offer_on_site
from models.initiatives.telling import author_language, frozen, hears, tell
from models.initiatives.terms import local_day
from models.messages.outgoing import MessageJson, words

SLICE = 100
_UNANSWERED = (
    Contribution.status == Moderation.QUESTION,
    Contribution.question.is_not(None),
)


def release_silent(session: Session, now: datetime, base_url: str) -> int:
    """Place each changed text to which its writer said nothing in time, without their name.

    Gives how many.
    """
    waiting = _waiting(
        session,
        Contribution.offered_until <= now,
        Contribution.offered_title.is_not(None),
        Contribution.status.in_({Moderation.QUESTION, Moderation.PLACED}),
    )
    for contribution in waiting:
        step = Step(Deed.PLACED_UNNAMED, Actor.SYSTEM, contribution.version, now)
        row = put_offer_on_site(session, contribution, step, named=False)
        draft = news.placed_unnamed(news.about(contribution, base_url))
        _tell(session, contribution, row, draft, now)
    return len(waiting)


def remind_unanswered(session: Session, now: datetime, base_url: str) -> int:
    """Halfway the term of a question, say once that it waits. Whoever hears nothing is not told."""
    waiting = _waiting(session, *_UNANSWERED, Contribution.remind_on <= local_day(now))
    for contribution in waiting:
        contribution.remind_on = None
        if contribution.answer_by is None or hears(session, contribution) is None:
            continue
        step = Step(Deed.REMINDED, Actor.SYSTEM, contribution.version, now)
        question = words(contribution.question or "")
        draft = news.reminded(news.about(contribution, base_url), question, contribution.answer_by)
        _tell(session, contribution, write(session, contribution, step), draft, now)
    return len(waiting)


def lapse_unanswered(session: Session, now: datetime, base_url: str) -> int:
    """Close each question that nobody answered in time. It stays, so that it still can be."""
    waiting = _waiting(session, *_UNANSWERED, Contribution.answer_by < local_day(now))
    for contribution in waiting:
        step = Step(Deed.LAPSED, Actor.SYSTEM, contribution.version, now)
        row = move(session, contribution, Moderation.LAPSED, step)
        draft = news.lapsed(news.about(contribution, base_url), words(contribution.question or ""))
        _tell(session, contribution, row, draft, now)
    return len(waiting)


def _waiting(session: Session, *where: ColumnElement[bool]) -> Sequence[Contribution]:
    """Those, locked. Rows that somebody is deciding on at this moment wait for the next run."""
    return session.scalars(
        select(Contribution)
        .where(*where)
        .order_by(Contribution.id)
        .with_for_update(skip_locked=True)
        .limit(SLICE)
    ).all()


def _tell(
    session: Session,
    contribution: Contribution,
    row: HistoryRow,
    draft: MessageJson,
    now: datetime,
) -> None:
    body = frozen(draft, author_language(session, contribution))
    tell(session, contribution, row, body, now)
