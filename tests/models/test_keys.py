"""The keys over people's own fields."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Column, Engine, Integer, MetaData, Table, select, text

from models import keys

ODD = ["", "Jansen", "é\u0000\ud83d", "👋\u202e", "<b>&_*["]


@pytest.fixture
def drawer(engine: Engine) -> Iterator[Table]:
    """A table with one column of each sealed kind."""
    table = Table(
        "drawer",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("name", keys.EncryptedText),
        Column("raw", keys.EncryptedBytes),
        Column("state", keys.EncryptedJson),
    )
    table.create(engine)
    yield table
    table.drop(engine)


@pytest.mark.parametrize("said", ODD)
def test_whatever_somebody_types_comes_back_as_it_was(
    engine: Engine, drawer: Table, said: str
) -> None:
    state: dict[str, Any] = {"said": said, "deep": [1, None, {"é": 2.5}]}
    row = {"id": 1, "name": said, "raw": said.encode("utf-8", "surrogatepass"), "state": state}
    with engine.begin() as connection:
        connection.execute(drawer.insert(), row)
        assert connection.execute(select(drawer)).mappings().one() == row


def test_nothing_stays_nothing(engine: Engine, drawer: Table) -> None:
    with engine.begin() as connection:
        connection.execute(drawer.insert(), {"id": 1})
        assert connection.execute(select(drawer)).one() == (1, None, None, None)
        assert connection.scalar(text("SELECT count(*) FROM drawer WHERE state IS NULL")) == 1


def test_a_stolen_table_shows_no_name(engine: Engine, drawer: Table) -> None:
    with engine.begin() as connection:
        connection.execute(drawer.insert(), {"id": 1, "name": "Jansen", "state": {"a": "Jansen"}})
        stored = connection.execute(text("SELECT name, state FROM drawer")).one()
    assert all(b"Jansen" not in bytes(value) for value in stored)


def test_after_a_rotation_the_old_key_still_opens_and_the_new_one_seals() -> None:
    old, new, lookup = keys.new_key(), keys.new_key(), keys.new_key()
    keys.install([old], lookup)
    sealed = keys.seal(b"Jansen")
    known, marks = keys.lookup("telegram", "7"), keys.marks()
    assert keys.is_first(sealed)

    keys.install([new, old], lookup)
    assert keys.open_sealed(sealed) == b"Jansen"
    keys.install([new], lookup)
    with pytest.raises(keys.WrongKey):
        keys.open_sealed(sealed)
    keys.install([new, old], lookup)
    resealed = keys.reseal(sealed)
    keys.install([new], lookup)
    assert keys.open_sealed(resealed) == b"Jansen"
    keys.install([new, old], lookup)
    assert keys.lookup("telegram", "7") == known
    assert not keys.is_first(sealed)
    assert keys.is_first(keys.reseal(sealed))
    assert keys.marks().lookup == marks.lookup
    assert keys.marks().fields[1:] == marks.fields


def test_what_was_sealed_as_a_fernet_token_still_opens_and_takes_part_in_a_rotation() -> None:
    old, new, lookup = keys.new_key(), keys.new_key(), keys.new_key()
    token = Fernet(old).encrypt(b"Jansen")
    keys.install([old], lookup)
    assert keys.open_sealed(token) == b"Jansen"
    assert keys.is_first(token)
    keys.install([new, old], lookup)
    assert keys.open_sealed(token) == b"Jansen"
    assert not keys.is_first(token)
    assert keys.is_first(keys.reseal(token))


@pytest.mark.parametrize("at", [0, 1, 9, 21, -1])
def test_a_sealed_value_of_which_one_bit_was_changed_does_not_open(at: int) -> None:
    damaged = bytearray(keys.seal(b"Jansen"))
    damaged[at] ^= 1
    for nothing_whole in (bytes(damaged), b"", b"\x01", bytes(damaged)[:20]):
        with pytest.raises(keys.WrongKey):
            keys.open_sealed(nothing_whole)


def test_the_same_words_are_sealed_differently_each_time() -> None:
    assert len({bytes(keys.seal(b"ja")) for _ in range(100)}) == 100


def test_what_was_sealed_beforehand_is_not_sealed_twice(engine: Engine, drawer: Table) -> None:
    row = {"id": 1, "raw": keys.seal(b"ja"), "state": keys.seal_json({"a": "ja"})}
    with engine.begin() as connection:
        connection.execute(drawer.insert(), row)
        assert connection.execute(select(drawer.c.raw, drawer.c.state)).one() == (
            b"ja",
            {"a": "ja"},
        )


def test_another_deployments_keys_open_nothing() -> None:
    sealed = keys.seal(b"Jansen")
    keys.install([keys.new_key()], keys.new_key())
    with pytest.raises(keys.WrongKey):
        keys.open_sealed(sealed)
    with pytest.raises(keys.WrongKey):
        keys.reseal(sealed)


def test_the_parts_of_a_lookup_do_not_run_together() -> None:
    assert keys.lookup("ab", "c") != keys.lookup("a", "bc")
    assert keys.lookup("a") == keys.lookup("a")
    assert len(keys.lookup("a")) == 32


@pytest.mark.parametrize(
    ("fields", "lookup"),
    [([], keys.new_key()), (["short"], keys.new_key()), ([keys.new_key()], "")],
    ids=["no field key", "a short one", "no lookup key"],
)
def test_what_is_no_key_is_refused_and_the_old_keys_stay(fields: list[str], lookup: str) -> None:
    before = keys.marks()
    with pytest.raises(keys.KeysMissing):
        keys.install(fields, lookup)
    assert keys.marks() == before


def test_without_keys_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_installed", None)
    with pytest.raises(keys.KeysMissing):
        keys.seal(b"Jansen")
