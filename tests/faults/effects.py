"""All that people's words may change, as one value a table: if all are equal, nothing changed."""

from collections.abc import Mapping

from sqlalchemy import Engine, text

# What tells of a visit, not of its effect.
VISITS = ("last_seen_at", "full_at", "hushed_at", "alarmed_at")
TABLES = (
    "address",
    "answer",
    "checkin_taken",
    "consent",
    "contribution",
    "history",
    "photo",
    "resident",
)


def effects(engine: Engine) -> Mapping[str, str]:
    """A digest of each table."""
    with engine.begin() as connection:
        return {table: connection.execute(text(_digest(table))).scalar_one() for table in TABLES}


def _digest(table: str) -> str:
    row = " - ".join(["to_jsonb(t)", *(f"'{name}'" for name in VISITS)])
    return (
        f"SELECT md5(coalesce(string_agg(({row})::text, '' ORDER BY t::text), '')) FROM {table} t"  # noqa: S608
    )
