"""How far proposals come, step by step: counted without who, kept as numbers a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Index, String, delete, func, insert, select
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.bulk import insert_rows, run
from models.initiatives.terms import local_day
from models.overview.period import Period
from models.people.residents import Channel

# The steps of a proposal as the overview shows them, in their order.
STEPS = ("idea", "category", "more", "place", "photos", "name", "summary")


class ProposalStep(Base):
    """So many proposals came to this step on a day. Rows add up: each batch writes its own, and
    at night those of a day become one. Nothing says whose proposals they were.
    """

    __tablename__ = "proposal_step"
    __table_args__ = (Index("ix_proposal_step_day", "day"),)

    id: Mapped[BigId]
    day: Mapped[date]
    channel: Mapped[Channel]
    step: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]


def count(session: Session, reached: Mapping[tuple[Channel, str], int], day: date) -> None:
    """Add what a batch of turns saw: how many proposals came to which step, by channel."""
    if reached:
        columns = {
            "channel": [channel for channel, _ in reached],
            "step": [step for _, step in reached],
            "number": list(reached.values()),
        }
        run(session, _new(), **columns, day=day)


@cache
def _new() -> Insert:
    return insert_rows(ProposalStep, ["channel", "step", "number"], ["day"])


def funnel(session: Session, period: Period) -> Sequence[tuple[str, int]]:
    """Each step with how many proposals came at least so far, in the days of the period."""
    rows = session.execute(
        select(ProposalStep.step, func.sum(ProposalStep.number))
        .where(ProposalStep.day.between(period.first, period.last))
        .group_by(ProposalStep.step)
    )
    numbers = {step: int(number) for step, number in rows}
    return [(step, numbers.get(step, 0)) for step in STEPS]


def fold(session: Session, now: datetime) -> None:
    """Make one row a day, channel and step of the days before today. Safe to repeat."""
    yesterday = local_day(now) - timedelta(days=1)
    key = (ProposalStep.day, ProposalStep.channel, ProposalStep.step)
    twice = select(ProposalStep.day).group_by(*key).having(func.count() > 1)
    days = session.scalars(twice.where(ProposalStep.day <= yesterday).distinct()).all()
    if not days:
        return
    gone = (
        delete(ProposalStep).where(ProposalStep.day.in_(days)).returning(*key, ProposalStep.number)
    ).cte("gone")
    sums = select(gone.c.day, gone.c.channel, gone.c.step, func.sum(gone.c.number)).group_by(
        gone.c.day, gone.c.channel, gone.c.step
    )
    session.execute(insert(ProposalStep).from_select(["day", "channel", "step", "number"], sums))
