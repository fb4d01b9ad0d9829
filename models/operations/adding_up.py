"""Mailings: as many messages as were planned, whatever became of each.

Planned = sent + failed + unknown + expired + queued + sending. A mailing that has ended and adds
up is closed, so that 130,000 messages are counted while they go and never again.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.selectable import LateralFromClause

from models.asking.campaigns import Occurrence, OccurrenceState
from models.asking.checkins import CheckIn
from models.asking.mailings import MailingCount
from models.messages.outbox import OutMessage, OutState
from models.operations.gaps import Found, GapKind

OVER = (OccurrenceState.DONE, OccurrenceState.STOPPED, OccurrenceState.MISSED)
UNDER_WAY = (OutState.QUEUED, OutState.SENDING)
# How the name of a mailing begins.
NAMES = {GapKind.REMINDER: "occ", GapKind.CHECK_IN: "checkin", GapKind.RESULT: "result"}
KINDS = {name: kind for kind, name in NAMES.items()}

_Rows = Select[*tuple[Any, ...]]
_Id = InstrumentedAttribute[int | None]


def mailings(session: Session, now: datetime) -> Iterator[Found]:
    """Those that do not add up. The ones that ended and do are closed."""
    for planned_by, written_by in (
        (MailingCount.occurrence_id, OutMessage.occurrence_id),
        (MailingCount.checkin_id, OutMessage.checkin_id),
    ):
        for row in session.execute(_open(planned_by, _written(planned_by, written_by))).all():
            if row.planned != row.written:
                kind, _, id_ = row.name.partition(":")
                yield Found(KINDS[kind], int(id_), row.planned - row.written)
            elif row.is_over and not row.waiting:
                _close(session, row.name, now)


def accept(session: Session, kind: GapKind, subject: int, n: int) -> None:
    """Somebody looked at this gap: from now on the mailing is `n` messages smaller."""
    session.execute(
        update(MailingCount)
        .where(MailingCount.name == f"{NAMES[kind]}:{subject}")
        .values(dropped=MailingCount.dropped + n)
    )


def _open(planned_by: _Id, written: LateralFromClause) -> _Rows:
    """Counted in one statement, thus in one snapshot: the next slice may come meanwhile."""
    return (
        select(
            MailingCount.name,
            (MailingCount.planned - MailingCount.dropped).label("planned"),
            written.c.written,
            written.c.waiting,
            _is_over().label("is_over"),
        )
        .select_from(MailingCount)
        .join(written, true())
        .outerjoin(Occurrence, Occurrence.id == MailingCount.occurrence_id)
        .outerjoin(CheckIn, CheckIn.id == MailingCount.checkin_id)
        .where(MailingCount.closed_at.is_(None), planned_by.is_not(None))
        .order_by(MailingCount.name)
    )


def _written(planned_by: _Id, written_by: _Id) -> LateralFromClause:
    """Its messages; one that was sent again by hand has another key and was not planned."""
    return (
        select(
            func.count().label("written"),
            func.count().filter(OutMessage.state.in_(UNDER_WAY)).label("waiting"),
        )
        .where(written_by == planned_by, OutMessage.state.in_(list(OutState)))
        .where(OutMessage.dedupe.startswith(MailingCount.name + ":"))
        .lateral()
    )


def _is_over() -> ColumnElement[bool]:
    """Whether no more messages of it will be written."""
    return case(
        (MailingCount.occurrence_id.is_not(None), Occurrence.state.in_(OVER)),
        (MailingCount.name.startswith("result:"), CheckIn.told_at.is_not(None)),
        else_=or_(CheckIn.all_asked_at.is_not(None), CheckIn.closed_at.is_not(None)),
    )


def _close(session: Session, name: str, now: datetime) -> None:
    session.execute(update(MailingCount).where(MailingCount.name == name).values(closed_at=now))
