"""Telling followers what changed: at once, or bundled once a week, as each of them wants.

Both are the same message from the same source. What did not fit this week waits for the next,
and is not told any more once it is old.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    column,
    exists,
    false,
    or_,
    select,
    update,
    values,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.asking import reaching
from models.asking.hours import is_quiet
from models.asking.reaching import Mailing
from models.base import UtcDateTime
from models.initiatives import changes, follow_news, following
from models.initiatives.changes import Change
from models.initiatives.contributions import Initiative
from models.initiatives.following import Follow, Followed, Subject
from models.initiatives.terms import AMSTERDAM, start_of_day
from models.messages.outgoing import MessageJson
from models.people.residents import OptIn, Resident
from models.plan.opgaven import Opgave
from models.plan.reading_opgaven import is_public

# The day and hour of the bundle: what was decided in the week is in it.
BUNDLE_DAY, BUNDLE_HOUR = 4, 10
# How the keys of these messages begin.
NAME = "follow"
# News that is older is no news.
FRESH = timedelta(days=14)
# Staff often do two things in a row: that is one piece of news.
SETTLED = timedelta(minutes=10)
# So long a message may wait for a sender that stood still.
EXPIRES = timedelta(days=2)


def tell_followers(session: Session, now: datetime) -> int:
    """Put the news in the outbox for a slice of those who are due. Gives how many.

    Bundles go on one day of the week only; at night nothing goes. The number of queries does
    not depend on how many follow, nor on how much changed.
    """
    if is_quiet(now) or reaching.is_full(session, NAME):
        return 0
    news = _settled(_news(session, now - FRESH), now - SETTLED)
    if not news:
        return 0
    mail = _mailing(news, now)
    people = reaching.next_slice(session, mail, 0, now)
    ids = [one.resident_id for one in people]
    due = following.followed(session, Follow.resident_id.in_(ids), _has_news(news))
    own: Mapping[int, list[Followed]] = defaultdict(list)
    for one in due:
        own[one.follow.resident_id].append(one)
    letters = [(one, _letter(own[one.resident_id], news)) for one in people]
    reaching.queue_each(session, mail, letters, now)
    told = update(Follow).where(Follow.resident_id.in_(ids), _has_news(news)).values(told_at=now)
    session.execute(told.execution_options(synchronize_session=False))
    return len(people)


def _news(session: Session, since: datetime) -> Sequence[Change]:
    """What changed lately on anything that anybody follows."""
    initiatives = select(Follow.contribution_id).where(Follow.contribution_id.is_not(None))
    opgaven = select(Opgave.id).where(is_public(), exists().where(Follow.opgave_id == Opgave.id))
    return [
        *changes.of_initiatives(session, initiatives, since),
        *changes.of_opgaven(session, opgaven, since),
    ]


def _settled(news: Sequence[Change], before: datetime) -> Sequence[Change]:
    """Without the subjects on which something is going on at this moment."""
    busy = {_subject(change) for change in news if change.at > before}
    return [change for change in news if _subject(change) not in busy]


def _subject(of: Change | Subject) -> tuple[int | None, int | None]:
    return of.contribution_id, of.opgave_id


def _mailing(news: Sequence[Change], now: datetime) -> Mailing:
    due = exists().where(Follow.resident_id == Resident.id, _has_news(news))
    when = or_(reaching.has_agreed(OptIn.AT_ONCE), _bundle_is_due(now))
    return Mailing(
        # Tells this message from the last one; `told_at` keeps what was told from going twice.
        name=f"{NAME}:{int(now.timestamp())}",
        who=and_(reaching.agreed(OptIn.FOLLOWING), due, when),
        body_for=lambda wijk_id: follow_news.bundle([]),
        opt_in=OptIn.FOLLOWING,
        expires_at=now + EXPIRES,
    )


def _bundle_is_due(now: datetime) -> ColumnElement[bool]:
    """Once on its day."""
    local = now.astimezone(AMSTERDAM)
    if local.weekday() != BUNDLE_DAY or local.hour < BUNDLE_HOUR:
        return false()
    told_today = exists().where(
        Follow.resident_id == Resident.id,
        Follow.told_at >= start_of_day(now),
        Follow.told_at > Follow.since,
    )
    return ~told_today


def _has_news(news: Sequence[Change]) -> ColumnElement[bool]:
    """That a follow has news which was not told. An author hears of their own otherwise."""
    theirs = aliased(Initiative)
    own = exists().where(
        theirs.id == Follow.contribution_id, theirs.resident_id == Follow.resident_id
    )
    initiatives = {one.contribution_id: one.at for one in news if one.contribution_id}
    opgaven = {one.opgave_id: one.at for one in news if one.opgave_id}
    changed = or_(
        _changed_later(Follow.contribution_id, initiatives),
        _changed_later(Follow.opgave_id, opgaven),
    )
    return and_(changed, ~own.correlate(Follow))


def _changed_later(
    subject: InstrumentedAttribute[int | None], newest: Mapping[int, datetime]
) -> ColumnElement[bool]:
    """The newest change of each subject, as a table beside the follows."""
    if not newest:
        return false()
    table = values(column("id", BigInteger), column("at", UtcDateTime()), name="newest")
    when = table.data(list(newest.items()))
    return exists().where(when.c.id == subject, when.c.at > Follow.told_at).correlate(Follow)


def _letter(own: Sequence[Followed], news: Sequence[Change]) -> MessageJson:
    """What changed on each thing that somebody follows since they last heard of it."""
    return follow_news.bundle(
        [(one.subject.name, one.subject.title, [c.told for c in _of(one, news)]) for one in own]
    )


def _of(one: Followed, news: Sequence[Change]) -> Sequence[Change]:
    same = [change for change in news if _subject(change) == _subject(one.subject)]
    return [change for change in same if change.at > one.follow.told_at]
