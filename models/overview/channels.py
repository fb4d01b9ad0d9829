"""Through which door things come in."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.overview.handling import of_stadsdeel, within_period
from models.overview.period import Period
from models.people.residents import Address, Channel


def by_channel(
    session: Session, period: Period, stadsdeel_id: int | None
) -> Sequence[tuple[Channel | None, int]]:
    """How many came in by each channel, most first. None: the chat is not kept any more."""
    number = func.count()
    rows = session.execute(
        select(Address.channel, number)
        .select_from(Contribution)
        .outerjoin(Address, Address.id == Contribution.address_id)
        .where(within_period(period), of_stadsdeel(stadsdeel_id))
        .group_by(Address.channel)
        .order_by(number.desc(), Address.channel)
    )
    return [(channel, count) for channel, count in rows]
