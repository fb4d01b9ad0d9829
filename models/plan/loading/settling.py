"""What every load begins and ends with."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.people.events import Doing, note
from models.plan.gemeente import Gemeente, mark_plan_changed
from models.plan.loading.changes import Changes
from models.plan.loading.problems import FolderError, Problem, what

# Any number of our own; whoever loads holds it until the transaction ends.
_LOADING = 0x10AD


def gemeente_alone(session: Session) -> Gemeente | None:
    """The gemeente of this database, if one was loaded; a load that is going on is waited for."""
    session.execute(select(func.pg_advisory_xact_lock(_LOADING)))
    return session.scalars(select(Gemeente)).first()


def loaded_gemeente(session: Session, file: str) -> Gemeente:
    """As `gemeente_alone`, for an import, which needs a gemeente. Raises FolderError."""
    gemeente = gemeente_alone(session)
    if gemeente is None:
        raise FolderError([Problem(file, None, what("no_gemeente"))])
    return gemeente


def settle(session: Session, gemeente: Gemeente, changes: Changes, now: datetime) -> None:
    """If anything changed: writes down what stood before and after, and tells cached copies of
    the plan that they are old.

    Last of all, since whoever publishes something in the meantime waits for this row.
    """
    if changes:
        gemeente.loaded_at = now
        for subject, changed in changes.rows:
            note(session, Doing(None, now), "loaded", subject, changed)
        session.flush()
        mark_plan_changed(session)
