"""What every test may ask for: our keys, and a clean database on the real PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from models import keys
from models.all import metadata
from models.db import make_engine, transaction
from models.embedded import ensure_server
from models.settings import suite_database_url
from tests import databases
from tests.dividing import Dividing
from tests.fake_telegram.client import FakeTelegram
from tests.faults import table, templates
from tests.live import Live, a_live_demo
from tests.places import passable_folder
from tests.tables import empty

FIELD_KEY = "dGVzdHMgb25seTogYSBmaWVsZCBrZXkgb2YgMzIgYi4="
LOOKUP_KEY = "dGVzdHMgb25seTogYSBsb29rdXAga2V5IG9mIDMyYi4="


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="what has two sizes at its full one")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Dividing:
    return Dividing(config, log)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The lines of the fault tests that ran; in a full run they are kept."""
    seen = table.noted(chain.from_iterable(terminalreporter.stats.values()))
    for row in sorted(seen.values()):
        terminalreporter.write_line(row.line())
    if seen and config.getoption("--full"):
        table.write(table.RESULTS, seen)


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compile a template once for all tests: nearly each makes an application of its own."""
    kept = FileSystemBytecodeCache(str(tmp_path_factory.getbasetemp()))
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": kept}


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`size(short, full)`: how much to try in this run."""
    full = bool(request.config.getoption("--full"))
    return lambda short, all_of_it: all_of_it if full else short


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
        templates.drop_template(asked)
        return
    with passable_folder() as folder, ensure_server(folder, durable=False) as server:
        yield server.url


@pytest.fixture(scope="session")
def new_database(server_url: str) -> Iterator[Callable[[], str]]:
    """Makes an empty database and gives its address; it is gone after the run."""
    address = make_url(server_url).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    made: list[str] = []
    with admin.connect() as connection:

        def make() -> str:
            made.append(f"wijkbot_test_{os.getpid()}_{len(made)}")
            connection.execute(text(f"CREATE DATABASE {made[-1]}"))
            return address.set(database=made[-1]).render_as_string(hide_password=False)

        yield make
        for name in made:
            databases.drop(connection, name)
    admin.dispose()


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[], str]) -> str:
    """The one database of this run, with our schema. Most tests want `engine` instead.

    The tables come straight from the models; `test_migrations` holds the migrations to them.
    """
    url = new_database()
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent"))
        metadata.create_all(connection)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def _shared_engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, pool_size=20)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(_shared_engine: Engine) -> Iterator[Engine]:
    """The database, without a row in it."""
    yield _shared_engine
    empty(_shared_engine)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One transaction on the clean database, committed after the test."""
    with transaction(engine) as session:
        yield session


@pytest.fixture(scope="session")
def running_fake() -> Iterator[FakeTelegram]:
    """The fake Bot API: one process for the whole run, since it takes seconds to start."""
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def fake(running_fake: FakeTelegram) -> FakeTelegram:
    """The fake, with nobody and nothing in it."""
    running_fake.reset()
    return running_fake


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """The demo with all its processes: one for the whole run, so tests leave each other alone."""
    with a_live_demo() as demo:
        yield demo
