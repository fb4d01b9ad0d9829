"""Finding the residents behind a batch of addresses, and making those who are new."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, Integer, delete, func, select
from sqlalchemy.orm import Session

from models.bulk import Columns, among, among_given, given, insert_rows, run
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
    found = run(session, _known(), keys=keys)
    return {lookup: Known(address_id, resident_id) for lookup, address_id, resident_id in found}


@cache
def _known() -> Executable:
    asked = select(Address.lookup, Address.id, Address.resident_id)
    return asked.where(among_given(Address.lookup, "keys"))


def _create(session: Session, fresh: Mapping[bytes, Caller], now: datetime) -> None:
    ids = [number for (number,) in run(session, _new_ids(), count=len(fresh))]
    languages = [caller.language for caller in fresh.values()]
    run(session, _new_residents(), id=ids, language=languages, created_at=now, last_seen_at=now)
    columns = _columns(ids, fresh)
    made = run(session, _new_addresses(tuple(columns)), **columns, created_at=now)
    if lost := set(ids) - {row.resident_id for row in made}:
        # Another intake made these people a moment ago: our copy of the resident has no address.
        session.execute(delete(Resident).where(among(Resident.id, lost)))


@cache
def _new_ids() -> Executable:
    """Numbers for residents, taken beforehand, so that we know whose each of them is."""
    sequence = func.pg_get_serial_sequence("resident", "id")
    each = func.generate_series(1, given("count", Integer())).table_valued("number")
    return select(func.nextval(sequence)).select_from(each)


@cache
def _new_residents() -> Executable:
    return insert_rows(Resident, ["id", "language"], ["created_at", "last_seen_at"])


@cache
def _new_addresses(columns: tuple[str, ...]) -> Executable:
    rows = insert_rows(Address, columns, ["created_at"])
    return rows.on_conflict_do_nothing().returning(Address.resident_id)


def _columns(ids: Sequence[int], fresh: Mapping[bytes, Caller]) -> Columns:
    callers = fresh.values()
    return {
        "lookup": list(fresh),
        "resident_id": ids,
        "channel": [caller.channel for caller in callers],
        "bot": [caller.bot for caller in callers],
        "external_id": [caller.external_id for caller in callers],
    }
