"""Words that stood in history before it was sealed per person can still be read after."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from models import keys
from models.db import make_engine, transaction
from models.initiatives.history import HistoryRow
from models.migrating import downgrade, upgrade

BEFORE = "0026"
ROW = """
    INSERT INTO history (contribution_id, at, actor, act, words, note, message)
    VALUES (:contribution, now(), 'medewerker', 'asked', :words, :note, :message)
"""
AREA = """
    INSERT INTO area (kind, slug, name, code) VALUES ('stadsdeel', 'zuid', 'Zuid', 'S1')
    RETURNING id
"""
IDEA = """
    INSERT INTO contribution (
        number, ref, kind, stadsdeel_id, language, title, status, status_changed_at, due_on,
        submitted_at
    ) VALUES (
        101, 'Z-0101', 'initiatief', :area, 'nl', 'Een bankje', 'ingediend', now(), now(), now()
    ) RETURNING id
"""


@pytest.fixture
def old(new_database: Callable[[], str]) -> Iterator[Engine]:
    """The database as it was before history had keys of its own."""
    engine = make_engine(new_database())
    upgrade(engine, BEFORE)
    yield engine
    engine.dispose()


def fill(session: Session) -> None:
    area = session.execute(text(AREA)).scalar_one()
    idea = session.execute(text(IDEA), {"area": area}).scalar_one()
    words = keys.seal(b"Hoe groot wordt het?")
    said = {"words": words, "note": "Bel eerst.", "message": "Wij vragen u iets."}
    session.execute(text(ROW), {"contribution": idea, **said})
    session.execute(text(ROW), {"contribution": idea, "words": None, "note": None, "message": None})


def test_what_was_said_before_can_be_read_after(old: Engine) -> None:
    with transaction(old) as session:
        fill(session)
    upgrade(old)
    with transaction(old) as session:
        row, empty = session.query(HistoryRow).order_by(HistoryRow.id)
        assert (row.words, row.note, row.message) == (
            "Hoe groot wordt het?",
            "Bel eerst.",
            "Wij vragen u iets.",
        )
        assert (empty.words, empty.note, empty.message) == (None, None, None)
        assert b"Bel eerst" not in (row.sealed_note or b"")
    downgrade(old, BEFORE)
    with transaction(old) as session:
        words, note = session.execute(
            text("SELECT words, note FROM history ORDER BY id LIMIT 1")
        ).one()
        assert (keys.open_sealed(words).decode(), note) == ("Hoe groot wordt het?", "Bel eerst.")
