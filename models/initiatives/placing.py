"""Placing: public words come into being. A changed text needs the resident's OK (`answering`),
or their silence (`silence`)."""

from typing import Any

from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.marking import marks
from models.initiatives.moves import Step, move, revise

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
        "marks": marks(title, body or ""),
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
