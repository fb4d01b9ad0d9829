"""Rotating keys: everything under the new one, while the house works, however often it stops."""

import time
from collections.abc import Sequence
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, event, select, text, update

from models import keys
from models.all import metadata
from models.db import database_now, transaction
from models.initiatives.contributions import Initiative
from models.messages.inbox import InboxRow, InboxState
from models.operations import rotating
from models.operations.key_marks import KeyKind, KeyMark, fit_keys
from models.operations.refusing import OperationError
from models.operations.rotating import Count, rotate, sealed_tables
from models.people.residents import Address, Channel
from tests.builders import NOW, create_cast, create_initiative
from tests.conftest import FIELD_KEY, LOOKUP_KEY

NEW_KEY = keys.new_key()


def fit(engine: Engine) -> None:
    with transaction(engine) as session:
        fit_keys(session, database_now(session))


def field_marks(engine: Engine) -> set[str]:
    with transaction(engine) as session:
        found = session.scalars(select(KeyMark.mark).where(KeyMark.kind == KeyKind.FIELD))
        return set(found)


def all_new(engine: Engine) -> bool:
    """Whether everything that is stored sealed opens with the new key alone."""
    with transaction(engine) as session:
        values = [
            value
            for table in sealed_tables(metadata)
            for row in session.execute(select(table))
            for value in row
            if isinstance(value, bytes)
        ]
    assert values
    return all(map(keys.is_first, values))


def rotated(engine: Engine) -> Sequence[Count]:
    counts: list[Count] = []
    rotate(engine, metadata, counts.append)
    return counts


def sealed_of(counts: Sequence[Count], table: str) -> tuple[int, int]:
    return next((count.sealed, count.rows) for count in counts if count.table == table)


@pytest.fixture
def house(engine: Engine) -> Engine:
    """A resident with an idea and twelve messages, sealed under the old key; the new one waits."""
    fit(engine)
    with transaction(engine) as session:
        cast = create_cast(session)
        create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, name="Ria")
        create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        session.add_all(
            InboxRow(
                channel=Channel.TELEGRAM,
                update_id=str(n),
                body=f"bericht {n}".encode(),
                files={"photo": str(n)} if n % 2 else None,
                state=InboxState.DONE,
                received_at=NOW,
            )
            for n in range(12)
        )
    keys.install([NEW_KEY, FIELD_KEY], LOOKUP_KEY)
    return engine


def test_everything_is_sealed_anew_and_says_the_same(
    house: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "SLICE", 5)
    with transaction(house) as session:
        lookups = session.scalars(select(Address.lookup).order_by(Address.id)).all()
    counts = rotated(house)
    assert sealed_of(counts, "inbox") == (12, 12)
    # An idea without a name holds nothing sealed.
    assert sealed_of(counts, "contribution") == (1, 1)
    assert all_new(house)

    keys.install([NEW_KEY], LOOKUP_KEY)
    with transaction(house) as session:
        assert set(session.scalars(select(Initiative.name))) == {"Ria", None}
        bodies = session.scalars(select(InboxRow.body).order_by(InboxRow.id)).all()
        assert bodies == [f"bericht {n}".encode() for n in range(12)]
        assert session.scalars(select(Address.lookup).order_by(Address.id)).all() == lookups
    fit(house)


def test_who_stopped_halfway_goes_on_and_a_second_time_does_nothing(
    house: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "SLICE", 5)
    told: list[str] = []

    def stop_at_inbox(count: Count) -> None:
        told.append(count.table)
        if count.table == "inbox":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(house, metadata, stop_at_inbox)
    assert not all_new(house)
    # The old key is still needed, and its mark says so.
    assert len(field_marks(house)) == 1
    assert sealed_of(rotated(house), "inbox") == (0, 12)
    assert all_new(house)
    assert all(count.sealed == 0 for count in rotated(house))


def test_a_row_in_use_is_done_when_it_is_free(
    house: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "PAUSE_SECONDS", 0.3)
    holding, passed_over = Event(), Event()

    def hold() -> None:
        with transaction(house) as session:
            session.execute(select(InboxRow.id).with_for_update())
            holding.set()
            passed_over.wait(10)

    def note(*told: object) -> None:
        if "FROM inbox" in str(told[2]) and "SKIP LOCKED" in str(told[2]):
            passed_over.set()

    holder = Thread(target=hold)
    holder.start()
    holding.wait(10)
    event.listen(house, "after_cursor_execute", note)
    counts = rotated(house)
    event.remove(house, "after_cursor_execute", note)
    holder.join(10)
    assert passed_over.is_set()
    assert sealed_of(counts, "inbox") == (12, 12)
    assert all_new(house)


def test_rows_that_stay_in_use_keep_the_old_key_needed(
    house: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "PAUSE_SECONDS", 0.01)
    with transaction(house) as session:
        session.execute(select(InboxRow.id).with_for_update())
        with pytest.raises(OperationError, match="^12 rijen waren steeds in gebruik"):
            rotated(house)
    keys.install([NEW_KEY], LOOKUP_KEY)
    with pytest.raises(OperationError, match="ontbreekt in WIJKBOT_FIELD_KEYS"):
        fit(house)


def test_a_damaged_row_is_named_and_left_as_it_was(house: Engine) -> None:
    with transaction(house) as session:
        first = session.scalars(select(InboxRow.id).order_by(InboxRow.id)).first()
        raw = text("UPDATE inbox SET body = 'kapot' WHERE id = :id")
        session.execute(raw, {"id": first})
    with pytest.raises(OperationError, match=f"^1 rijen .* open: inbox {first}\\."):
        rotated(house)
    with transaction(house) as session:
        stored = session.execute(text("SELECT body FROM inbox WHERE id = :id"), {"id": first})
        assert bytes(stored.scalar_one()) == b"kapot"
    assert len(field_marks(house)) == 1


def test_what_is_written_meanwhile_is_kept(house: Engine) -> None:
    """A process that has the new keys too works on while we seal."""
    with transaction(house) as session:
        session.execute(update(Initiative).where(Initiative.name.is_not(None)).values(name="Ria V"))
    rotated(house)
    keys.install([NEW_KEY], LOOKUP_KEY)
    with transaction(house) as session:
        assert "Ria V" in session.scalars(select(Initiative.name)).all()


def test_keys_are_known_from_their_first_use(engine: Engine) -> None:
    fit(engine)
    fit(engine)
    assert field_marks(engine) == {keys.marks().fields[0]}
    keys.install([FIELD_KEY], keys.new_key())
    with pytest.raises(OperationError, match="^WIJKBOT_LOOKUP_KEY"):
        fit(engine)
    keys.install([NEW_KEY], LOOKUP_KEY)
    with pytest.raises(OperationError, match="WIJKBOT_FIELD_KEYS"):
        fit(engine)
    # A new key in front, and back again to the old one alone: what the new one sealed is lost.
    keys.install([NEW_KEY, FIELD_KEY], LOOKUP_KEY)
    fit(engine)
    keys.install([FIELD_KEY], LOOKUP_KEY)
    with pytest.raises(OperationError, match="WIJKBOT_FIELD_KEYS"):
        fit(engine)


def test_a_mark_gives_nothing_away_and_no_key_is_stored(engine: Engine) -> None:
    fit(engine)
    with engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM key_mark")).all())
    assert FIELD_KEY[:8] not in stored
    assert LOOKUP_KEY[:8] not in stored
    assert keys.marks().lookup in stored


def test_who_start_at_once_on_a_new_database_wait_for_each_other(engine: Engine) -> None:
    """Each in its own order, they stopped each other: a deadlock, and one did not start."""
    other = Thread(target=fit, args=[engine])
    with transaction(engine) as session:
        mark = keys.marks()
        session.add(KeyMark(kind=KeyKind.FIELD, mark=mark.fields[0], since=NOW))
        session.flush()
        other.start()
        while not session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            time.sleep(0.01)
        session.add(KeyMark(kind=KeyKind.LOOKUP, mark=mark.lookup, since=NOW))
    other.join()
    with transaction(engine) as session:
        assert len(session.scalars(select(KeyMark)).all()) == 2
