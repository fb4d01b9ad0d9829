"""Pretending a date, so that Burendag can be seen in November. Jobs of the demo ask here."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking.hours import moment
from models.db import database_now
from models.plan.gemeente import Gemeente

SETTING = "doe_alsof"
NOON = time(12)


def pretended_now(session: Session) -> datetime:
    """PostgreSQL's clock; on a pretended date noon, when messages unasked may go."""
    pretended = pretended_date(session)
    return moment(pretended, NOON) if pretended else database_now(session)


def pretended_date(session: Session) -> date | None:
    gemeente = session.scalars(select(Gemeente).limit(1)).first()
    raw = gemeente.settings.get(SETTING) if gemeente else None
    return date.fromisoformat(raw) if raw else None


def pretend(session: Session, day: date | None) -> None:
    """From now on jobs think that it is `day`; None gives them today back."""
    gemeente = session.scalars(select(Gemeente).limit(1)).one()
    kept = {name: value for name, value in gemeente.settings.items() if name != SETTING}
    gemeente.settings = kept | ({SETTING: day.isoformat()} if day else {})
    gemeente.plan_version += 1
