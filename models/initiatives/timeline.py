"""What everybody may know of how a published initiative fared, day by day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.published import is_published
from models.initiatives.terms import local_day


@dataclass(frozen=True)
class Step:
    """A public moment in the life of an initiative: from that day on it had this status."""

    on: date
    status: Moderation | Realisation


def timeline(session: Session, ref: str) -> tuple[Step, ...]:
    """When a published initiative came in, was placed, and how it fared since; oldest first."""
    row = session.execute(
        select(
            Initiative.id,
            Initiative.submitted_at,
            Initiative.placed_at,
            Initiative.status_changed_at,
            Initiative.realisation,
            Initiative.realisation_changed_at,
        ).where(Initiative.ref == ref.upper(), is_published())
    ).one_or_none()
    if row is None:
        return ()
    steps = [
        Step(local_day(row.submitted_at), Moderation.SUBMITTED),
        Step(local_day(row.placed_at or row.status_changed_at), Moderation.PLACED),
        *_realisation_steps(session, row.id),
    ]
    # A status from before we kept history still shows, with the day we know of it.
    if row.realisation and row.realisation_changed_at and steps[-1].status != row.realisation:
        steps.append(Step(local_day(row.realisation_changed_at), row.realisation))
    return tuple(steps)


def _realisation_steps(session: Session, initiative_id: int) -> list[Step]:
    rows = session.execute(
        select(HistoryRow.at, HistoryRow.to_status)
        .where(
            HistoryRow.contribution_id == initiative_id,
            HistoryRow.to_status.in_([status.value for status in Realisation]),
        )
        .order_by(HistoryRow.at, HistoryRow.id)
    )
    return [Step(local_day(at), Realisation(str(status))) for at, status in rows]
