"""What people did cannot be changed unseen: rows are only added, and a chain holds them."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.db import transaction
from models.initiatives import moderation
from models.initiatives.contributions import Contribution
from models.initiatives.erasing import erase
from models.initiatives.history import HistoryRow
from models.operations import chain
from models.operations.chain import Broken, Fault, Seal
from models.operations.chain_watch import check_all, seal, standing
from models.people import accounts
from models.people.events import Doing, note
from models.people.residents import Resident
from tests.acts import decision
from tests.builders import NOW, Cast, create_cast, create_initiative, later

TRIGGERS = ("history", "staff_event", "seal")


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Contribution:
    """An idea with five acts in its history; the log of colleagues has two."""
    with transaction(engine) as session:
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, title="Bankje voor Ria")
        staff = session.merge(cast.manager_zuid)
        moderation.take_up(session, idea, decision(staff, idea))
        for words in ("Belde met Ria.", "Zij is 84.", "Woont op nummer 3."):
            moderation.note(session, idea, decision(staff, idea), words)
        moderation.ask(session, idea, decision(staff, idea), "Waar precies, mevrouw Ria?")
        accounts.record(session, staff, "enabled", staff, NOW)
        note(session, Doing(staff.id, NOW), "disabled", "staff 1", {"name": ("Oud", "Oud <b>")})
    return idea


@pytest.fixture
def sealed(engine: Engine, idea: Contribution) -> int:
    """The number of links of a chain over all of that."""
    with transaction(engine) as session:
        while seal(session, NOW):
            pass
        assert check_all(session, NOW).broken is None
        return check_all(session, NOW).links


@pytest.fixture
def meddle(engine: Engine) -> Callable[..., None]:
    """What only the owner of the database can do: switch the refusing off."""

    def do(*statements: str) -> None:
        with engine.begin() as connection:
            for table in TRIGGERS:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            for statement in statements:
                connection.execute(text(statement))
            for table in TRIGGERS:
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

    return do


def broken(engine: Engine) -> Broken | None:
    with transaction(engine) as session:
        return check_all(session, later(minutes=5)).broken


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET reason = 'anders'",
        "UPDATE history SET message = NULL WHERE message IS NOT NULL",
        "UPDATE history SET message = 'x' WHERE message IS NOT NULL",
        "UPDATE history SET key_id = 7, message = 'x' WHERE key_id IS NOT NULL",
        "DELETE FROM history WHERE act = 'noted'",
        "UPDATE staff_event SET by_id = NULL",
        "DELETE FROM staff_event",
        "UPDATE seal SET link = 'x'",
        "DELETE FROM seal",
        "DELETE FROM contribution",
    ],
)
def test_the_database_refuses(engine: Engine, sealed: int, statement: str) -> None:
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(statement))
    assert broken(engine) is None


def test_all_that_was_done_is_in_the_chain_once(engine: Engine, sealed: int) -> None:
    with transaction(engine) as session:
        assert sealed == len(session.scalars(select(HistoryRow)).all()) + 2 == 7
        assert seal(session, NOW) == 0


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE history SET staff_id = NULL WHERE id = 2", (Fault.CHANGED, "history", 2)),
        ("UPDATE history SET note = '\\x00' WHERE id = 3", (Fault.CHANGED, "history", 3)),
        (
            "UPDATE history SET at = at + interval '1 us' WHERE id = 1",
            (Fault.CHANGED, "history", 1),
        ),
        ("DELETE FROM history WHERE id = 2", (Fault.GONE, "history", 2)),
        ("DELETE FROM history WHERE id = 5", (Fault.GONE, "history", 5)),
        ("DELETE FROM staff_event WHERE id = 1", (Fault.GONE, "staff_event", 1)),
        ("UPDATE staff_event SET act = 'enabled'", (Fault.CHANGED, "staff_event", 2)),
        (
            """UPDATE staff_event SET changes = '{"name": ["Oud", "Nieuw"]}' WHERE id = 1""",
            (Fault.CHANGED, "staff_event", 1),
        ),
        ("UPDATE staff_event SET changes = NULL WHERE id = 2", (Fault.CHANGED, "staff_event", 2)),
        ("DELETE FROM seal WHERE n = 3", (Fault.LINK, "history", 3)),
        ("DELETE FROM seal WHERE n = 7", (Fault.LINK, "", 7)),
        (
            "UPDATE seal SET row_id = -4 WHERE n = 4;UPDATE seal SET row_id = 4 WHERE n = 5;"
            "UPDATE seal SET row_id = 5 WHERE n = 4",
            (Fault.CHANGED, "history", 5),
        ),
    ],
)
def test_what_its_owner_changed_shows(
    engine: Engine,
    sealed: int,
    meddle: Callable[..., None],
    statement: str,
    found: tuple[Fault, str, int],
) -> None:
    meddle(*statement.split(";"))
    assert broken(engine) == Broken(*found)
    with transaction(engine) as session:
        stands = standing(session)
    assert stands
    assert stands.broken == f"{found[1]} {found[2]}"


def test_a_row_and_its_link_that_both_are_gone_show(
    engine: Engine, sealed: int, meddle: Callable[..., None]
) -> None:
    meddle("DELETE FROM history WHERE id = 2", "DELETE FROM seal WHERE row_id = 2 AND n < 5")
    assert broken(engine) == Broken(Fault.LINK, "history", 2)


def test_a_row_that_slipped_in_shows(
    engine: Engine, idea: Contribution, meddle: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "WINDOW", 1)
    with transaction(engine) as session:
        while seal(session, NOW):
            pass
    meddle(
        "INSERT INTO history (id, contribution_id, at, actor, act)"
        " SELECT 0, contribution_id, at, actor, 'placed' FROM history WHERE id = 1"
    )
    assert broken(engine) == Broken(Fault.SLIPPED_IN, "history", 0)


def test_the_newest_links_are_looked_at_each_minute(
    engine: Engine, sealed: int, meddle: Callable[..., None]
) -> None:
    meddle("UPDATE history SET reason = 'x' WHERE id = 4")
    with transaction(engine) as session:
        seal(session, NOW)
        stands = standing(session)
    assert stands
    assert stands.broken == "history 4"


def test_the_head_of_another_day_is_still_known(
    engine: Engine, sealed: int, meddle: Callable[..., None], cast: Cast
) -> None:
    with transaction(engine) as session:
        head = check_all(session, NOW).head
        accounts.record(session, None, "enabled", session.merge(cast.manager_zuid), NOW)
        assert seal(session, NOW) == 1
        assert chain.knows(session, head)
    meddle("DELETE FROM seal WHERE n >= 7")
    with transaction(engine) as session:
        assert not chain.knows(session, head)


def test_many_act_at_once_and_each_has_one_link(
    engine: Engine, idea: Contribution, cast: Cast
) -> None:
    """A row that was begun early and ends late is sealed all the same."""
    slow = Session(engine)
    slow.add(HistoryRow(contribution_id=idea.id, at=NOW, actor="systeem", act="reminded"))
    slow.flush()
    with transaction(engine) as session:
        seal(session, NOW)
        accounts.record(session, None, "enabled", session.merge(cast.manager_zuid), NOW)
        seal(session, NOW)
    slow.commit()
    slow.close()
    with transaction(engine) as session:
        assert seal(session, NOW) == 1
        assert check_all(session, NOW).broken is None
        rows = session.scalars(select(Seal.n).order_by(Seal.n)).all()
    assert list(rows) == list(range(1, 10))


def test_after_erasing_the_chain_holds_and_nothing_personal_is_read(
    engine: Engine, idea: Contribution, sealed: int, cast: Cast
) -> None:
    with transaction(engine) as session:
        before = session.scalars(select(HistoryRow).order_by(HistoryRow.id)).all()
        assert [row.note for row in before][1:4] == [
            *("Belde met Ria.", "Zij is 84.", "Woont op nummer 3.")
        ]
        assert before[4].words == "Waar precies, mevrouw Ria?"
        assert before[4].changes["question"] == (None, "Waar precies, mevrouw Ria?")
        erase(session, session.get_one(Resident, cast.resident.id), NOW)
    with transaction(engine) as session:
        rows = session.scalars(select(HistoryRow).order_by(HistoryRow.id)).all()
        assert {(row.words, row.note, row.message) for row in rows} == {(None, None, None)}
        assert all(row.changes == {} for row in rows)
        assert [row.staff_id for row in rows][:5] == [cast.manager_zuid.id] * 5
    assert broken(engine) is None


def test_what_colleagues_note_afterwards_is_read_under_a_new_key(
    engine: Engine, idea: Contribution, cast: Cast
) -> None:
    with transaction(engine) as session:
        erase(session, session.get_one(Resident, cast.resident.id), NOW)
        mine = session.get_one(Contribution, idea.id)
        moderation.note(session, mine, decision(session.merge(cast.manager_zuid), mine), "Klaar.")
    with transaction(engine) as session:
        rows = session.scalars(select(HistoryRow).order_by(HistoryRow.id)).all()
    assert [row.note for row in rows if row.note] == ["Klaar."]
