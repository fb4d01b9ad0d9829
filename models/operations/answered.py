"""Conversations: whoever said something was answered, and nothing stands still."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.messages.inbox import UNFINISHED, InboxRow, InboxState, Quiet
from models.messages.outbox import OutMessage, OutState
from models.operations.gaps import Found, Gap, GapKind, Reconciliation

# An update has left every transaction by then: one that stops talking is ended after a minute.
SETTLED = timedelta(minutes=1)
# So many updates are looked at in one go, and so many gaps are named.
SLICE, MOST = 20_000, 1_000
# Nothing of ours takes longer: a turn; a claim on a file and the wait; a call and a take-over.
TOO_LONG = {
    GapKind.OPEN: timedelta(minutes=10),
    GapKind.FILES: timedelta(minutes=5),
    GapKind.SENDING: timedelta(minutes=3),
}
NAME = "inbox"


def without_reply(session: Session, now: datetime) -> Iterator[Found]:
    """Updates that were handled without a reply and without a reason to be quiet.

    Looks at what came since the last time, up to the first that is still being handled, and
    again at those that had no reply before.
    """
    came_to = select(Reconciliation.up_to).where(Reconciliation.name == NAME)
    after = session.scalar(came_to) or 0
    up_to = _handled_up_to(session, after, now)
    known = session.scalars(select(Gap.subject).where(Gap.kind == GapKind.NO_REPLY)).all()
    # Two questions: one with "or" would read the whole inbox.
    still = _silent(session, InboxRow.id.in_(known)) if known else []
    new = _silent(session, InboxRow.id.between(after + 1, up_to))
    _note(session, new[-1] if len(new) == MOST else up_to, now)
    yield from (Found(GapKind.NO_REPLY, id_, 1) for id_ in (*still, *new))


def _handled_up_to(session: Session, after: int, now: datetime) -> int:
    """The last of the next updates before the first that is not done, or that only just came."""
    waits = or_(InboxRow.state.in_(UNFINISHED), InboxRow.received_at > now - SETTLED)
    coming = (
        select(InboxRow.id, waits.label("waits"))
        .where(InboxRow.id > after)
        .order_by(InboxRow.id)
        .limit(SLICE)
        .subquery()
    )
    first = func.min(coming.c.id).filter(coming.c.waits) - 1
    found = session.scalar(select(func.coalesce(first, func.max(coming.c.id))))
    return after if found is None else int(found)


def _silent(session: Session, which: ColumnElement[bool]) -> Sequence[int]:
    key = "in:" + cast(InboxRow.id, String) + ":"
    replies = [OutMessage.dedupe == key + end for end in ("0", "broken", "group")]
    return session.scalars(
        select(InboxRow.id)
        .where(which, InboxRow.state == InboxState.DONE, InboxRow.address_id.is_not(None))
        .where(or_(InboxRow.reason.is_(None), InboxRow.reason.not_in(list(Quiet))))
        .where(and_(*(~exists().where(reply) for reply in replies)))
        .order_by(InboxRow.id)
        .limit(MOST)
    ).all()


def _note(session: Session, up_to: int, now: datetime) -> None:
    values = {"at": now, "up_to": up_to}
    row = insert(Reconciliation).values(name=NAME, **values)
    session.execute(row.on_conflict_do_update(index_elements=[Reconciliation.name], set_=values))


def accept(session: Session, inbox_id: int) -> None:
    """Somebody saw that this one has no reply."""
    session.execute(update(InboxRow).where(InboxRow.id == inbox_id).values(reason=Quiet.SEEN))


def standing_still(session: Session, now: datetime) -> Iterator[Found]:
    """Rows that wait longer than anything of ours takes, counted per kind."""
    since = {kind: now - term for kind, term in TOO_LONG.items()}
    claimed = func.coalesce(InboxRow.claimed_until, InboxRow.received_at)
    counts = {
        GapKind.OPEN: select(func.count()).where(
            InboxRow.state == InboxState.OPEN, InboxRow.received_at < since[GapKind.OPEN]
        ),
        GapKind.FILES: select(func.count()).where(
            InboxRow.state == InboxState.FILES, claimed < since[GapKind.FILES]
        ),
        GapKind.SENDING: select(func.count()).where(
            OutMessage.state == OutState.SENDING, OutMessage.claimed_at < since[GapKind.SENDING]
        ),
    }
    for kind, count in counts.items():
        if n := session.scalar(count):
            yield Found(kind, 0, n)
