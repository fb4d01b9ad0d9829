"""What residents said of an opgave, as everybody may read it: the words, and no name."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Reaction
from models.initiatives.published import is_published
from models.initiatives.terms import local_day

SHOWN = 50


@dataclass(frozen=True)
class PublicReaction:
    """One reaction that passed moderation."""

    words: str
    language: str
    on: date


def public_reactions(session: Session, opgave_id: int) -> tuple[PublicReaction, ...]:
    """The newest first, at most fifty. Through the same gate as initiatives."""
    rows = session.execute(
        select(
            Reaction.public_title,
            Reaction.public_body,
            Reaction.language,
            Reaction.placed_at,
            Reaction.status_changed_at,
        )
        .where(Reaction.opgave_id == opgave_id, is_published(Reaction))
        .order_by(Reaction.placed_at.desc().nulls_last(), Reaction.id.desc())
        .limit(SHOWN)
    )
    return tuple(
        PublicReaction(body or title or "", language, local_day(placed_at or changed_at))
        for title, body, language, placed_at, changed_at in rows
    )
