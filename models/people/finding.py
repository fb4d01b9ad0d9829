"""Finding the residents behind a batch of addresses, and making those who are new."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from models.keys import lookup
from models.people.residents import Address, Channel, Resident


@dataclass(frozen=True, order=True)
class Caller:
    """Somebody's place on a channel: the Telegram chat id, the browser's token."""

    channel: Channel
    bot: str
    external_id: str
    language: str = "nl"

    @property
    def lookup(self) -> bytes:
        return lookup(self.channel, self.bot, self.external_id)


@dataclass(frozen=True)
class Known:
    """The ids of an address and of the resident it belongs to."""

    address_id: int
    resident_id: int


def find_or_create(
    session: Session, callers: Collection[Caller], now: datetime
) -> Mapping[Caller, Known]:
    """Everyone's address and resident, made where they are new.

    Works in one fixed order, so that two intakes cannot lock each other; of two that meet the
    same newcomer at once, one makes them and the other finds them.
    """
    wanted = {caller.lookup: caller for caller in sorted(callers)}
    known = _find(session, wanted)
    fresh = [(key, caller) for key, caller in wanted.items() if key not in known]
    if fresh:
        _create(session, fresh, now)
        known = _find(session, wanted)
    return {caller: known[key] for key, caller in wanted.items()}


def _find(session: Session, keys: Collection[bytes]) -> dict[bytes, Known]:
    found = session.execute(
        select(Address.lookup, Address.id, Address.resident_id).where(Address.lookup.in_(keys))
    )
    return {row.lookup: Known(row.id, row.resident_id) for row in found}


def _create(session: Session, fresh: list[tuple[bytes, Caller]], now: datetime) -> None:
    residents = session.scalars(
        insert(Resident).returning(Resident.id, sort_by_parameter_order=True),
        [_resident(caller, now) for _, caller in fresh],
    ).all()
    rows = [
        _address(key, caller, resident_id, now)
        for (key, caller), resident_id in zip(fresh, residents, strict=True)
    ]
    made = session.scalars(
        upsert(Address).values(rows).on_conflict_do_nothing().returning(Address.resident_id)
    ).all()
    # Another intake made these people a moment ago: our copy of the resident has no address.
    session.execute(delete(Resident).where(Resident.id.in_(set(residents) - set(made))))


def _resident(caller: Caller, now: datetime) -> dict[str, object]:
    return {"language": caller.language, "created_at": now, "last_seen_at": now}


def _address(key: bytes, caller: Caller, resident_id: int, now: datetime) -> dict[str, object]:
    return {
        "lookup": key,
        "resident_id": resident_id,
        "channel": caller.channel,
        "bot": caller.bot,
        "external_id": caller.external_id,
        "created_at": now,
    }
