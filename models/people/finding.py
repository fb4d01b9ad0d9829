"""Finding the residents behind a batch of addresses, and making those who are new."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.bulk import Columns, among, insert_rows
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
    fresh = {key: caller for key, caller in wanted.items() if key not in known}
    if fresh:
        _create(session, fresh, now)
        known |= _find(session, fresh)
    return {caller: known[key] for key, caller in wanted.items()}


def _find(session: Session, keys: Collection[bytes]) -> dict[bytes, Known]:
    found = session.execute(
        select(Address.lookup, Address.id, Address.resident_id).where(among(Address.lookup, keys))
    )
    return {lookup: Known(address_id, resident_id) for lookup, address_id, resident_id in found}


def _create(session: Session, fresh: Mapping[bytes, Caller], now: datetime) -> None:
    ids = _new_ids(session, len(fresh))
    languages = [caller.language for caller in fresh.values()]
    people = {"id": ids, "language": languages}
    session.execute(insert_rows(Resident, people, created_at=now, last_seen_at=now))
    addresses = insert_rows(Address, _columns(ids, fresh), created_at=now)
    made = session.scalars(addresses.on_conflict_do_nothing().returning(Address.resident_id))
    if lost := set(ids) - set(made):
        # Another intake made these people a moment ago: our copy of the resident has no address.
        session.execute(delete(Resident).where(among(Resident.id, lost)))


def _new_ids(session: Session, count: int) -> Sequence[int]:
    """Numbers for residents, taken beforehand, so that we know whose each of them is."""
    sequence = func.pg_get_serial_sequence("resident", "id")
    each = func.generate_series(1, count).table_valued("number")
    return session.scalars(select(func.nextval(sequence)).select_from(each)).all()


def _columns(ids: Sequence[int], fresh: Mapping[bytes, Caller]) -> Columns:
    callers = fresh.values()
    return {
        "lookup": list(fresh),
        "resident_id": ids,
        "channel": [caller.channel for caller in callers],
        "bot": [caller.bot for caller in callers],
        "external_id": [caller.external_id for caller in callers],
    }
