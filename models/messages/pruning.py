"""Queues stay small: bodies and rows go when their time is over, in slices.

Periods of the design: inbox bodies 7 days, inbox rows 8, outbox parameters 30, rows a year, and
so the tallies; poison stays until somebody looked at it, at most 30 days.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from models.asking.mailings import MailingCount
from models.initiatives.photos import Photo
from models.initiatives.terms import local_day
from models.messages import missed
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.tally import MessageTally
from models.people import device_codes
from models.people.residents import Address, Resident
from models.people.takeouts import TakeoutLink

SLICE = 5_000
INBOX_BODY = timedelta(days=7)
INBOX_ROW = timedelta(days=8)
POISON_ROW = timedelta(days=30)
OUTBOX_BODY = timedelta(days=30)
OUTBOX_ROW = timedelta(days=365)
DRAFT_PHOTO = timedelta(days=30)
ERASED = timedelta(hours=1)


def prune(session: Session, now: datetime) -> int:
    """Take away what is over its time, a slice of each. Returns how many rows were touched."""
    return sum(
        (
            _empty_inbox(session, now),
            _drop_inbox(session, now),
            _empty_outbox(session, now),
            _drop_outbox(session, now),
            _drop_photos(session, now),
            _drop_erased(session, now),
            _drop_tallies(session, now),
            _drop_links(session, now),
            device_codes.forget_old(session, now),
            missed.forget_old(session, local_day(now)),
        )
    )


def _empty_inbox(session: Session, now: datetime) -> int:
    old = and_(InboxRow.received_at < now - INBOX_BODY, InboxRow.body.is_not(None))
    done = InboxRow.state == InboxState.DONE
    return _update(session, InboxRow, and_(old, done), body=None, files=None)


def _drop_inbox(session: Session, now: datetime) -> int:
    done = and_(InboxRow.state == InboxState.DONE, InboxRow.received_at < now - INBOX_ROW)
    poison = and_(InboxRow.state == InboxState.POISON, InboxRow.received_at < now - POISON_ROW)
    return _delete(session, InboxRow, or_(done, poison))


def _empty_outbox(session: Session, now: datetime) -> int:
    old = and_(OutMessage.created_at < now - OUTBOX_BODY, OutMessage.body.is_not(None))
    return _update(session, OutMessage, and_(old, OutMessage.state != OutState.QUEUED), body=None)


def _drop_outbox(session: Session, now: datetime) -> int:
    return _delete(session, OutMessage, OutMessage.created_at < now - OUTBOX_ROW)


def _drop_photos(session: Session, now: datetime) -> int:
    draft = and_(Photo.contribution_id.is_(None), Photo.created_at < now - DRAFT_PHOTO)
    return _delete(session, Photo, draft)


def _drop_erased(session: Session, now: datetime) -> int:
    """Who was erased an hour ago has heard so by now: the last row that knew them goes."""
    gone = select(Resident.id).where(Resident.erased_at < now - ERASED)
    waiting = exists().where(
        OutMessage.address_id == Address.id,
        OutMessage.state.in_((OutState.QUEUED, OutState.SENDING)),
    )
    ready = and_(Address.resident_id.in_(gone), ~waiting)
    _count_out(session, ready)
    dropped = _delete(session, Address, ready)
    left = exists().where(Address.resident_id == Resident.id)
    return dropped + _delete(session, Resident, and_(Resident.id.in_(gone), ~left))


def _drop_tallies(session: Session, now: datetime) -> int:
    """These are few and nobody's: in one go."""
    old = delete(MessageTally).where(MessageTally.began_at < now - OUTBOX_ROW)
    return len(session.execute(old.returning(MessageTally.channel)).all())


def _drop_links(session: Session, now: datetime) -> int:
    """Links to one's own data that nobody used in time."""
    old = delete(TakeoutLink).where(TakeoutLink.expires_at < now)
    return len(session.execute(old.returning(TakeoutLink.id)).all())


def _count_out(session: Session, which: ColumnElement[bool]) -> None:
    """With these chats go their messages: what was planned of a mailing is so many fewer."""
    chats = select(Address.id).where(which).order_by(Address.id).limit(SLICE)
    name = func.regexp_replace(OutMessage.dedupe, ":[0-9]+$", "")
    gone = (
        select(name.label("name"), func.count().label("n"))
        .where(OutMessage.address_id.in_(chats), OutMessage.lane == Lane.BULK)
        .group_by(name)
        .subquery()
    )
    session.execute(
        update(MailingCount)
        .where(MailingCount.name == gone.c.name)
        .values(dropped=MailingCount.dropped + gone.c.n)
        .execution_options(synchronize_session=False)
    )


def _update(
    session: Session,
    table: type[InboxRow] | type[OutMessage],
    which: ColumnElement[bool],
    **values: object,
) -> int:
    ids = select(table.id).where(which).order_by(table.id).limit(SLICE)
    done = update(table).where(table.id.in_(ids)).values(**values).returning(table.id)
    return len(session.execute(done.execution_options(synchronize_session=False)).all())


def _delete(
    session: Session,
    table: type[InboxRow] | type[OutMessage] | type[Photo] | type[Address] | type[Resident],
    which: ColumnElement[bool],
) -> int:
    ids = select(table.id).where(which).order_by(table.id).limit(SLICE)
    done = delete(table).where(table.id.in_(ids)).returning(table.id)
    return len(session.execute(done.execution_options(synchronize_session=False)).all())
