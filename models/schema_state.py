"""How the schema of a database stands to this code. Every process asks, few change it.

Apart from `models.migrating`, because importing Alembic takes most of a second.
"""

from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
TABLE = "alembic_version"


class MigrationError(Exception):
    """The schema was left as it was. The text is one plain Dutch sentence."""


class State(StrEnum):
    """How the schema of a database stands to this code."""

    EMPTY = "empty"
    BEHIND = "behind"
    OK = "ok"
    AHEAD = "ahead"


def revisions() -> list[str]:
    """All that we know, oldest first: a migration's file is named by its number."""
    return sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def is_known(revision: str) -> bool:
    """Whether this code knows a revision; one that it does not know is a newer one."""
    return revision in revisions()


def state(engine: Engine) -> State:
    """Compare the database's revision with ours."""
    found = _revision(engine)
    if found is None:
        return State.EMPTY
    if found == revisions()[-1]:
        return State.OK
    return State.BEHIND if is_known(found) else State.AHEAD


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table(TABLE):
            return None
        found: str | None = connection.scalar(text(f"SELECT version_num FROM {TABLE}"))
        return found
