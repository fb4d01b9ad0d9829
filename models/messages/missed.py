"""Words that the bot did not understand, for the editors: nobody's, and gone in time.

There is no id and no moment in it: a row is a day and words, masked before they come here, with
how often they were typed that day. So nobody can lay it beside the messages of that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import String, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

LONGEST = 160
# A season: long enough to see what people mean, and to mend the lists of words.
KEPT = timedelta(days=90)
SHOWN = 200


class MissedWords(Base):
    """What was typed on one day and not understood, and how often."""

    __tablename__ = "missed_words"

    on: Mapped[date] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    times: Mapped[int] = mapped_column(default=1, server_default="1")


def note(session: Session, words: str, today: date) -> None:
    """Count these words, which hold nothing of a person, once more for today."""
    row = insert(MissedWords).values(on=today, words=words[:LONGEST], times=1)
    again = {"times": MissedWords.times + 1}
    session.execute(row.on_conflict_do_update(index_elements=["on", "words"], set_=again))


@dataclass(frozen=True)
class Missed:
    """The same words over all days that are kept."""

    words: str
    times: int
    last_on: date


def often_missed(session: Session) -> Sequence[Missed]:
    """What was typed most, and of equals what was typed last."""
    times, last = func.sum(MissedWords.times), func.max(MissedWords.on)
    rows = session.execute(
        select(MissedWords.words, times, last)
        .group_by(MissedWords.words)
        .order_by(times.desc(), last.desc(), MissedWords.words)
        .limit(SHOWN)
    ).all()
    return [Missed(words, int(count), day) for words, count, day in rows]


def forget_old(session: Session, today: date) -> int:
    """Take away what is over its time. Returns how many rows that were."""
    old = delete(MissedWords).where(MissedWords.on < today - KEPT)
    return len(session.execute(old.returning(MissedWords.on)).all())
