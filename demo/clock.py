"""Pretending a date, so that Burendag can be seen in November. Jobs of the demo ask here."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import database_now
from models.plan.gemeente import Gemeente

SETTING = "doe_alsof"


def pretended_now(session: Session) -> datetime:
    """PostgreSQL's clock, moved by whole days to the pretended date where there is one."""
    now = database_now(session)
    pretended = pretended_date(session)
    return now + timedelta(days=(pretended - now.date()).days) if pretended else now


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
