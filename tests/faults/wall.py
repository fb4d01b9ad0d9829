"""The clock on the wall: PostgreSQL's, which all processes of a house share, and which we may set.

The house's database gets a `now()` of its own, in front of PostgreSQL's in the search path. So
real processes live at any moment that a test names, at night as well as by day.
"""

from datetime import datetime

from sqlalchemy import Engine, text

SET_UP = """
    CREATE SCHEMA wall;
    CREATE TABLE wall.shift (by interval NOT NULL);
    INSERT INTO wall.shift VALUES ('0');
    CREATE FUNCTION wall.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT pg_catalog.now() + by FROM wall.shift';
    GRANT USAGE ON SCHEMA wall TO PUBLIC
"""


def hang(engine: Engine) -> None:
    """Give the house this clock, before its processes start."""
    with engine.begin() as connection:
        connection.execute(text(SET_UP))
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        path = f'ALTER DATABASE "{name}" SET search_path = wall, public, pg_catalog'
        connection.execute(text(path))
    engine.dispose()


def set_to(engine: Engine, moment: datetime) -> None:
    """It is this moment now, for all of them, and time goes on from there."""
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE wall.shift SET by = :moment - pg_catalog.now()"), {"moment": moment}
        )


def reads(engine: Engine) -> datetime:
    with engine.connect() as connection:
        now: datetime = connection.execute(text("SELECT now()")).scalar_one()
        return now
