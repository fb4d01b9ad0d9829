"""The schema of the database: bringing it up to date, and back.

Alembic does the work, from the numbered files in `migrations/versions`. One at a time: an
advisory lock makes a second process wait. Give the engine a direct connection; through a
pooling proxy that lock does not hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from models.schema_state import MIGRATIONS, MigrationError, State, state

# Any number will do, as long as every Wijkbot uses the same one.
LOCK = 8038_1230
WAIT_FOR_OTHERS = "60s"
WAIT_FOR_A_TABLE = "3s"

REASONS = {
    "55P03": "De database is bezet: een ander proces werkt haar bij of houdt een tabel vast. "
    "Probeer het straks opnieuw.",
    "42501": "Deze rol mag het schema niet wijzigen. Maak haar eigenaar van de database, en laat "
    "een beheerder de uitbreidingen pg_trgm en unaccent toevoegen.",
    "0A000": "De server mist een uitbreiding (pg_trgm of unaccent). Installeer postgresql-contrib.",
    "58P01": "De server mist een uitbreiding (pg_trgm of unaccent). Installeer postgresql-contrib.",
    "53100": "De schijf van de database is vol. Maak ruimte en probeer het opnieuw.",
}


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to date, each migration in its own transaction.

    Raises `MigrationError`; refuses a schema that is newer than this code.
    """
    if state(engine) is State.AHEAD:
        raise MigrationError("De database is nieuwer dan deze Wijkbot. Werk eerst Wijkbot bij.")
    with _alone(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to a revision, "base" for none at all. Raises `MigrationError`."""
    with _alone(engine) as connection:
        command.downgrade(_config(connection), revision)


def autogenerate(engine: Engine, name: str) -> None:
    """Write the next numbered migration: the difference between this database and the models."""
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    number = f"{len(list(scripts.walk_revisions())) + 1:04}"
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, name, autogenerate=True, rev_id=number)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # The configuration reads a percent sign as the start of a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection that no other migration has at the same time."""
    try:
        with engine.connect() as connection:
            _run(connection, f"SET lock_timeout = '{WAIT_FOR_OTHERS}'")
            _run(connection, "SET statement_timeout = 0")
            _run(connection, f"SELECT pg_advisory_lock({LOCK})")
            # From here on a busy table must not hold up everybody behind us.
            _run(connection, f"SET lock_timeout = '{WAIT_FOR_A_TABLE}'")
            try:
                yield connection
            finally:
                # The lock and the settings belong to the connection and end with it.
                connection.invalidate()
    except DBAPIError as error:
        reason = REASONS.get(getattr(error.orig, "sqlstate", None) or "")
        if reason is None:
            raise
        raise MigrationError(reason) from error


def _run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))
    connection.commit()
