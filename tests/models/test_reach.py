"""Erasing and the takeout reach every table that leads to a person, also one of tomorrow."""

import json
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models.initiatives.erasing import erase
from models.initiatives.takeout import SHOWN, WITHHELD, collect
from models.messages.pruning import prune
from models.people.residents import Resident
from tests.builders import NOW, Cast, create_cast, create_objection, later
from tests.models.filling import MARK, SEALED, fill, readable, tables_of

DIRECT = tables_of("resident", "address")
# What hangs on a contribution and names nobody itself; the words of residents are sealed there.
HANGING = [table for table in tables_of("contribution") if table not in DIRECT]


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def filled(session: Session, cast: Cast) -> dict[str, Any]:
    """A row of the resident in every such table."""
    known: dict[str, Any] = {"resident": cast.resident.id, "address": cast.address.id}
    known |= {"staff": cast.manager_zuid.id, "area": cast.wijk_zuid.id}
    order = [table for table in (*DIRECT, *HANGING) if table.name != "address"]
    for table in sorted(order, key=lambda table: table.name != "contribution"):
        key = fill(session, table, known)
        known.setdefault(table.name, key)
    session.expire_all()
    return known


def left(session: Session, table: Table) -> list[str]:
    """The columns in which a mark can still be read."""
    columns = [
        column
        for column in table.columns
        if table not in HANGING or isinstance(column.type, SEALED)
    ]
    rows = session.execute(select(*columns)).all() if columns else []
    return [
        f"{table.name}.{column.name}"
        for row in rows
        for column, value in zip(columns, row, strict=True)
        if MARK in readable(value)
    ]


def everything_left(session: Session) -> list[str]:
    return [place for table in (*DIRECT, *HANGING) for place in left(session, table)]


def test_the_marks_are_there_before(session: Session, filled: dict[str, Any]) -> None:
    """Without this the next test could not fail."""
    marked = {place.partition(".")[0] for place in everything_left(session)}
    assert {"contribution", "person_key", "inbox", "outbox", "conversation"} <= marked
    assert "change_request" in marked


def test_after_erasing_no_word_of_theirs_is_left(
    session: Session, cast: Cast, filled: dict[str, Any]
) -> None:
    erase(session, session.get_one(Resident, cast.resident.id), NOW)
    session.flush()
    session.expire_all()
    assert everything_left(session) == []


def test_after_the_goodbye_nothing_names_them(
    session: Session, cast: Cast, filled: dict[str, Any]
) -> None:
    resident_id = cast.resident.id
    erase(session, session.get_one(Resident, resident_id), NOW)
    session.flush()
    while prune(session, later(hours=2)):
        session.flush()
    session.expire_all()
    assert session.get(Resident, resident_id) is None


def test_every_table_is_told_or_withheld_with_a_reason() -> None:
    names = {table.name for table in (*DIRECT, *HANGING)} | {"resident"}
    assert sorted(names - SHOWN.keys() - WITHHELD.keys()) == []
    assert sorted((SHOWN.keys() | WITHHELD.keys()) - names) == []


def test_the_takeout_tells_of_every_table(
    session: Session, cast: Cast, filled: dict[str, Any]
) -> None:
    told = collect(session, cast.resident.id, NOW)
    assert [name for name in SHOWN if not told[name]] == []
    assert MARK in json.dumps(told)


def test_the_takeout_of_a_neighbour_tells_nothing_of_it(
    session: Session, cast: Cast, filled: dict[str, Any]
) -> None:
    told = collect(session, cast.neighbour.id, NOW)
    assert MARK not in json.dumps(told)
    assert [name for name in SHOWN if told[name]] == ["resident", "address"]


def test_the_takeout_leaves_out_who_objects_to_ones_idea(
    session: Session, cast: Cast, filled: dict[str, Any]
) -> None:
    objection = create_objection(session, cast.wijk_zuid, body="Ik ben de buurman.")
    objection.about_id = filled["contribution"]
    session.flush()
    assert "Ik ben de buurman." not in json.dumps(collect(session, cast.resident.id, NOW))
