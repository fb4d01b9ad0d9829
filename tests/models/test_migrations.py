"""The migrations: they give what the models say, go up and down, and one at a time."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from models import migrating, schema_state
from models.all import metadata
from models.db import make_engine
from models.migrating import autogenerate, downgrade, upgrade
from models.schema_state import MIGRATIONS, MigrationError, State, state
from tests.models.schema import schema

FILES = sorted((MIGRATIONS / "versions").glob("*.py"))
REVISIONS = [file.name[:4] for file in FILES]
# What changes what stands in the tables, and no table.
ONLY_ROWS = {"0047", "0051"}

CUT_OFF_WHO_WAITS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def fresh(new_database: Callable[[], str]) -> Iterator[Engine]:
    """A database with nothing in it."""
    engine = make_engine(new_database())
    yield engine
    engine.dispose()


def test_the_files_are_numbered_without_a_gap() -> None:
    assert [f"{number:04}" for number in range(1, len(FILES) + 1)] == REVISIONS
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", file.name) for file in FILES)


def test_the_migrations_give_what_the_models_say(fresh: Engine, engine: Engine) -> None:
    upgrade(fresh)
    migrated, modelled = schema(fresh), schema(engine)
    differences = sorted(migrated ^ modelled)
    assert differences == [], "\n".join(
        ["write a migration: python -m migrations.new", *differences]
    )
    with fresh.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_difference_would_be_seen(fresh: Engine) -> None:
    upgrade(fresh)
    before = schema(fresh)
    for change in (
        "ALTER TABLE resident ALTER language SET DEFAULT 'en'",
        "CREATE INDEX ix_some ON resident (id) WHERE muted",
        "ALTER TABLE resident SET (fillfactor = 80)",
        "ALTER TABLE resident ADD CHECK (id > 0)",
        "CREATE SEQUENCE some_numbers",
    ):
        with fresh.begin() as connection:
            connection.execute(text(change))
        assert (now := schema(fresh)) != before, change
        before = now


def test_each_migration_goes_up_down_and_up_again(fresh: Engine) -> None:
    below = schema(fresh)
    for number, revision in enumerate(REVISIONS):
        upgrade(fresh, revision)
        above = schema(fresh)
        assert (above == below) == (revision in ONLY_ROWS)
        downgrade(fresh, REVISIONS[number - 1] if number else "base")
        assert _own(schema(fresh)) == _own(below)
        upgrade(fresh, revision)
        assert schema(fresh) == above
        below = above


def _own(lines: set[str]) -> set[str]:
    """Without the extensions, which stay because they may have been there before us."""
    return {line for line in lines if not line.startswith("extension")}


def test_it_knows_how_the_database_stands(fresh: Engine) -> None:
    assert state(fresh) is State.EMPTY
    upgrade(fresh, REVISIONS[0])
    assert state(fresh) is State.BEHIND
    upgrade(fresh)
    assert state(fresh) is State.OK
    upgrade(fresh)
    assert state(fresh) is State.OK
    downgrade(fresh, "base")
    assert state(fresh) is State.EMPTY


def test_a_newer_database_is_left_alone(fresh: Engine) -> None:
    upgrade(fresh)
    before = schema(fresh)
    with fresh.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert state(fresh) is State.AHEAD
    with pytest.raises(MigrationError, match="nieuwer dan deze Wijkbot"):
        upgrade(fresh)
    assert schema(fresh) == before


def test_two_at_once_do_it_once(fresh: Engine) -> None:
    errors: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(fresh)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in "two"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert state(fresh) is State.OK


def test_a_migration_does_not_wait_long_for_a_busy_table(
    fresh: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(fresh)
    monkeypatch.setattr(migrating, "WAIT_FOR_A_TABLE", "100ms")
    with fresh.begin() as connection:
        connection.execute(text("LOCK TABLE outbox IN ACCESS SHARE MODE"))
        with pytest.raises(MigrationError, match="bezet"):
            downgrade(fresh, REVISIONS[0])
    # Each migration is a step of its own, so what had gone down goes up again.
    upgrade(fresh)
    assert state(fresh) is State.OK


def test_a_migration_that_is_cut_off_leaves_whole_steps(fresh: Engine) -> None:
    upgrade(fresh, REVISIONS[1])
    before = schema(fresh)
    cut_off: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(fresh)
        except OperationalError as error:
            cut_off.append(error)

    thread = threading.Thread(target=run)
    with fresh.begin() as connection:
        # The next migration refers to staff, and waits for us in the midst of its work.
        connection.execute(text("LOCK TABLE staff IN SHARE ROW EXCLUSIVE MODE"))
        thread.start()
        while thread.is_alive():
            with fresh.begin() as another:
                another.execute(text(CUT_OFF_WHO_WAITS))
            thread.join(0.05)
    assert len(cut_off) == 1
    assert schema(fresh) == before
    upgrade(fresh)
    assert state(fresh) is State.OK


def test_without_the_right_to_add_extensions_it_says_so(fresh: Engine) -> None:
    with fresh.begin() as connection:
        connection.execute(
            text("DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM %I',"
                 " current_database(), current_user); END $$")
        )  # fmt: skip
    with pytest.raises(MigrationError, match="mag het schema niet wijzigen"):
        upgrade(fresh)


def test_the_next_migration_is_written_with_the_next_number(
    fresh: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(fresh)
    with fresh.begin() as connection:
        connection.execute(text("ALTER TABLE resident DROP COLUMN muted"))
    shutil.copytree(MIGRATIONS, tmp_path / "100% nieuw")
    for module in (migrating, schema_state):
        monkeypatch.setattr(module, "MIGRATIONS", tmp_path / "100% nieuw")

    autogenerate(fresh, "muted again")
    number = f"{len(FILES) + 1:04}"
    written = (tmp_path / f"100% nieuw/versions/{number}_muted_again.py").read_text()
    assert f'revision = "{number}"' in written.replace("'", '"')
    assert "op.add_column('resident', sa.Column('muted', sa.Boolean()" in written
    upgrade(fresh)
    assert state(fresh) is State.OK
