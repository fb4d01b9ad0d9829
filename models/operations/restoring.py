"""Putting a backup back: into an empty database, under the keys that it was made with."""

import re
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from models import schema_state
from models.operations.key_marks import KeyKind, Mark, misfit
from models.operations.refusing import OperationError
from models.operations.tools import last_line, run, server_major, tool

WAIT_FOR_A_TABLE = "3s"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND application_name = 'wijkbot'
"""
# Ours is what lies in the schema and belongs to no extension.
OURS = """
    SELECT relkind::text AS kind, quote_ident(relname) AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
          AND objid = pg_class.oid AND deptype IN ('e', 'i', 'a')
      )
"""
FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass
          AND objid = pg_proc.oid AND deptype = 'e'
    )
"""
KINDS = {"r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}


def restore(engine: Engine, url: str, file: Path, *, force: bool) -> None:
    """Fill the database from a backup. With `force` what is in it goes first.

    Before anything is touched the file is read to its end, and its keys and schema are compared
    with ours. Raises OperationError.
    """
    pg_restore = tool("pg_restore", server_major(engine))
    _check(pg_restore, file)
    with engine.connect() as connection:
        if connection.execute(text(OURS)).first() is not None:
            if not force:
                raise OperationError("restore.not_empty")
            _empty(connection)
    engine.dispose()
    what = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    done = run([pg_restore, *what, file], url)
    if done.returncode != 0:
        raise OperationError("restore.failed", why=last_line(done.stderr))


def _check(pg_restore: Path, file: Path) -> None:
    if not file.is_file():
        raise OperationError("restore.no_file", file=file)
    # To nowhere: a file that was cut off shows itself only at its end.
    if run([pg_restore, "--file", "/dev/null", file]).returncode != 0:
        raise OperationError("restore.no_backup", file=file)
    revision = _rows(pg_restore, file, "alembic_version")
    if not revision:
        raise OperationError("restore.no_backup", file=file)
    if not schema_state.is_known(revision[0][0]):
        raise OperationError("restore.newer")
    marks = _rows(pg_restore, file, "key_mark")
    if why := misfit(_marks(marks)):
        raise OperationError(why)


def _marks(rows: Collection[tuple[str, ...]]) -> Collection[Mark]:
    return {(KeyKind(row[0]), row[1]) for row in rows}


def _rows(pg_restore: Path, file: Path, table: str) -> list[tuple[str, ...]]:
    """The rows of a small table of plain words, as they stand in the file."""
    said = run([pg_restore, "--data-only", "--table", table, "--file", "-", file]).stdout
    found = re.search(r"^COPY [^\n]+ FROM stdin;\n(.*?)^\\\.$", said, re.DOTALL | re.MULTILINE)
    return [tuple(line.split("\t")) for line in found[1].splitlines()] if found else []


def _empty(connection: Connection) -> None:
    """Drop all that is ours. Refused while a process of ours is connected."""
    if connection.execute(text(OTHERS)).scalar_one():
        raise OperationError("restore.in_use")
    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_A_TABLE}'"))
    try:
        for kind, name in connection.execute(text(OURS)).all():
            connection.execute(text(f"DROP {KINDS[kind]} IF EXISTS public.{name} CASCADE"))
        for function in connection.scalars(text(FUNCTIONS)).all():
            connection.execute(text(f"DROP FUNCTION IF EXISTS {function} CASCADE"))
        connection.commit()
    except DBAPIError:
        raise OperationError("restore.in_use") from None
