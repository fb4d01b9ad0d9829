"""What every test may ask for: our keys, and a clean database on the real PostgreSQL."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from models import keys
from models.all import metadata
from models.db import make_engine, transaction
from models.embedded import ensure_server
from models.settings import suite_database_url

FIELD_KEY = "dGVzdHMgb25seTogYSBmaWVsZCBrZXkgb2YgMzIgYi4="
LOOKUP_KEY = "dGVzdHMgb25seTogYSBsb29rdXAga2V5IG9mIDMyYi4="


@pytest.fixture(autouse=True)
def installed_keys() -> None:
    """Keys that are always the same, installed anew for who tried others."""
    keys.install([FIELD_KEY], LOOKUP_KEY)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A server where we may make databases: the one that was asked for, or our own."""
    asked = suite_database_url()
    if asked is not None:
        yield asked
        return
    with tempfile.TemporaryDirectory(prefix="wijkbot-tests-") as folder:
        # Under root the server runs as somebody else, who must be able to enter.
        Path(folder).chmod(0o711)
        with ensure_server(Path(folder), durable=False) as server:
            yield server.url


@pytest.fixture(scope="session")
def database_url(server_url: str) -> Iterator[str]:
    """The one database of this run, with our schema. Most tests want `engine` instead."""
    name = f"wijkbot_test_{os.getpid()}"
    admin = create_engine(
        make_url(server_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def _shared_engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, pool_size=20)
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent"))
        metadata.create_all(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(_shared_engine: Engine) -> Iterator[Engine]:
    """The database, without a row in it."""
    yield _shared_engine
    _empty(_shared_engine)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One transaction on the clean database, committed after the test."""
    with transaction(engine) as session:
        yield session


def _empty(engine: Engine) -> None:
    """Empty the tables that hold something; whoever still holds a lock is cut off first."""
    looks = " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT FROM \"{table.name}\")"
        for table in metadata.sorted_tables
    )
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND state <> 'idle'"
            )
        )
        filled = connection.scalars(text(looks)).all()
        if filled:
            names = ", ".join(f'"{name}"' for name in filled)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
