"""What changed since a follower last looked. Looking is what makes it old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.initiatives import changes, following
from models.initiatives.changes import Change
from models.initiatives.following import Followed, Subject


@dataclass(frozen=True)
class Look:
    """What somebody sees of a subject that they follow: the news since they looked before."""

    subject: Subject
    since: datetime
    news: list[Change]


def look(session: Session, resident_id: int, subject: Subject, now: datetime) -> Look | None:
    """Look at a subject. None for who does not follow it, of whom nothing is kept."""
    mine = following.of(session, resident_id, subject)
    if mine is None:
        return None
    since, mine.seen_at = mine.seen_at, now
    if subject.contribution_id is not None:
        news = changes.of_initiatives(session, [subject.contribution_id], since)
    else:
        news = changes.of_opgaven(session, [subject.opgave_id or 0], since)
    return Look(subject, since, news)


def overview(session: Session, resident_id: int) -> Sequence[tuple[Followed, int]]:
    """All that a resident follows, with how much is new on each. Six queries, however many."""
    mine = following.followed(session, following.of_resident(resident_id))
    if not mine:
        return []
    since = min(one.follow.seen_at for one in mine)
    news = [
        *changes.of_initiatives(session, _ids(one.subject.contribution_id for one in mine), since),
        *changes.of_opgaven(session, _ids(one.subject.opgave_id for one in mine), since),
    ]
    return [(one, sum(1 for change in news if _is_new(one, change))) for one in mine]


def _is_new(one: Followed, change: Change) -> bool:
    same = (change.contribution_id, change.opgave_id) == (
        one.subject.contribution_id,
        one.subject.opgave_id,
    )
    return same and change.at > one.follow.seen_at


def _ids(ids: Iterable[int | None]) -> list[int]:
    return [id_ for id_ in ids if id_ is not None]
