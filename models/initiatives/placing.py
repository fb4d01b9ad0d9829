"""Placing: public words come into being. A changed text needs the resident's OK, or silence."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives import news
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.moves import Deed, Step, move, revise
from models.initiatives.telling import author_language, frozen, tell

# After these many days of silence a changed text goes out, without its writer's name.
SILENCE_DAYS = 5

NOTHING_OFFERED: dict[str, Any] = {
    "offered_title": None,
    "offered_body": None,
    "offered_until": None,
}


def put_on_site(
    session: Session,
    contribution: Contribution,
    step: Step,
    title: str,
    body: str | None,
    *,
    named: bool,
) -> HistoryRow:
    """Make these the public words, by a move or, where it is on the site already, in place."""
    values = NOTHING_OFFERED | {
        "public_title": title,
        "public_body": body,
        "show_name": named and contribution.show_name,
        "question": None,
    }
    if contribution.status is Moderation.PLACED:
        return revise(session, contribution, step, **values)
    values["placed_at"] = contribution.placed_at or step.now
    if isinstance(contribution, Initiative) and contribution.realisation is None:
        values |= {"realisation": Realisation.EXPLORING, "realisation_changed_at": step.now}
    return move(session, contribution, Moderation.PLACED, step, **values)


def put_offer_on_site(
    session: Session, contribution: Contribution, step: Step, *, named: bool
) -> HistoryRow:
    """Make the offered text the public one."""
    title = contribution.offered_title or contribution.title
    return put_on_site(session, contribution, step, title, contribution.offered_body, named=named)


def release_silent(session: Session, now: datetime, base_url: str) -> int:
    """Place each changed text to which its writer said nothing in time, without their name.

    Gives how many. Rows that somebody is deciding on at this moment wait for the next run.
    """
    waiting = session.scalars(
        select(Contribution)
        .where(
            Contribution.offered_until <= now,
            Contribution.offered_title.is_not(None),
            Contribution.status.in_({Moderation.QUESTION, Moderation.PLACED}),
        )
        .order_by(Contribution.id)
        .with_for_update(skip_locked=True)
        .limit(100)
    ).all()
    for contribution in waiting:
        step = Step(Deed.PLACED_UNNAMED, Actor.SYSTEM, contribution.version, now)
        row = put_offer_on_site(session, contribution, step, named=False)
        draft = news.placed_unnamed(news.about(contribution, base_url))
        body = frozen(draft, author_language(session, contribution))
        tell(session, contribution, row, body, now)
    return len(waiting)
