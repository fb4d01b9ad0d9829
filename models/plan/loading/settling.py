"""What every load ends with."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.gemeente import Gemeente
from models.plan.loading.changes import Changes


def touch(session: Session, changes: Changes, now: datetime) -> None:
    """Tells cached copies of the plan that they are old, if anything changed."""
    gemeente = session.scalars(select(Gemeente).with_for_update()).one_or_none()
    if gemeente is not None and changes:
        gemeente.plan_version += 1
        gemeente.loaded_at = now
        session.flush()
