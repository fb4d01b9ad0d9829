"""People for the examples, made in one go: one at a time would make the demo start slowly."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.people.finding import Caller, find_or_create
from models.people.residents import Address, Channel, Resident

Somebody = tuple[Resident, Address]


def crowd(session: Session, size: int, now: datetime) -> list[Somebody]:
    """So many people with a browser of their own, that nobody opens any more."""
    return known(session, [secrets.token_urlsafe(32) for _ in range(size)], now)


def known(session: Session, tokens: Collection[str], now: datetime) -> list[Somebody]:
    """Who talks in the browsers with these tokens; each is an adult."""
    callers = [Caller(Channel.WEB, "", token) for token in tokens]
    ids = [one.address_id for one in find_or_create(session, callers, now).values()]
    found = select(Resident, Address).join(Address, Address.resident_id == Resident.id)
    rows = session.execute(found.where(Address.id.in_(ids))).all()
    adults = update(Resident).where(Resident.id.in_([one.id for one, _ in rows]))
    session.execute(adults.values(sixteen_or_older=True))
    return [(resident, address) for resident, address in rows]
