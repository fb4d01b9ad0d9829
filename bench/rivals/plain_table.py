"""The same contributions in a table as a plain model makes it: keys, and nothing for searching.

Ours has indexes for each question of the queue; a list that comes out of a box has none of them.
It stays beside ours, and is made again where rows or columns are others.
"""

from sqlalchemy import Connection, Engine, text

from bench.houses import as_admin
from models.initiatives.contributions import SEARCHABLE, Contribution

SCHEMA = "plain"
_TABLE = Contribution.__table__
_COLUMNS = [column.name for column in _TABLE.columns if column is not SEARCHABLE]


def on_plain_table(engine: Engine) -> Engine:
    """The same database, where `contribution` is the plain table."""
    with as_admin(engine) as line:
        if not _stands(line):
            _make(line, str(engine.url.username))
    return engine.execution_options(schema_translate_map={None: SCHEMA})


def _stands(line: Connection) -> bool:
    known = text(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = :schema AND table_name = 'contribution'"
    )
    if {*line.scalars(known, {"schema": SCHEMA})} != {*_COLUMNS}:
        return False
    return bool(line.scalar(text(f"SELECT {_rows('public')} = {_rows(SCHEMA)}")))


def _rows(schema: str) -> str:
    return f"(SELECT count(*) FROM {schema}.contribution)"


def _make(line: Connection, owner: str) -> None:
    line.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
    line.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    written = ", ".join(_COLUMNS)
    copy = f"CREATE TABLE {SCHEMA}.contribution AS SELECT {written} FROM public.contribution"
    # In the order in which they came in, as a table grows.
    line.execute(text(f"{copy} ORDER BY id"))
    line.execute(text(f"ALTER TABLE {SCHEMA}.contribution ADD PRIMARY KEY (id)"))
    for column in _TABLE.columns:
        if column.foreign_keys:
            line.execute(text(f"CREATE INDEX ON {SCHEMA}.contribution ({column.name})"))
    line.execute(text(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {owner}"))
    line.execute(text(f"GRANT SELECT ON {SCHEMA}.contribution TO {owner}"))
    line.execute(text(f"VACUUM (ANALYZE) {SCHEMA}.contribution"))
