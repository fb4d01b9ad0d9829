"""A house to measure in: a durable server of our own outside the project, with Zwolle in it.

The server is the embedded one with its own settings, as a deployment without a server of its own
runs it. It stays where it is between two runs, because filling it takes minutes.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from models import keys, logs
from models.db import database_now, make_engine, transaction
from models.embedded import ensure_server
from models.embedded.server import ADMIN
from models.migrating import upgrade
from models.plan.loading import load, read_folder
from models.schema_state import State, state
from tests import databases
from tests.conftest import FIELD_KEY, LOOKUP_KEY

ROOT = Path(__file__).resolve().parents[1]
PLACE = Path(tempfile.gettempdir()) / "wijkbot-bench"
POOL = 12


@contextmanager
def a_server(place: Path = PLACE, *, durable: bool = True) -> Iterator[str]:
    """The address of the server. `durable=False` is for filling it, never for measuring."""
    place.mkdir(exist_ok=True)
    # Under root the server runs as another, who must be able to pass.
    place.chmod(0o711)
    keys.install([FIELD_KEY], LOOKUP_KEY)
    logs.set_up(logging.ERROR)
    with ensure_server(place, durable=durable) as server:
        yield server.url


@contextmanager
def a_house(server_url: str, name: str, *, fresh: bool = False) -> Iterator[Engine]:
    """A database of this name with our schema and Zwolle; what was in it stays unless `fresh`."""
    url = database(server_url, name, fresh=fresh)
    engine = make_engine(url, pool_size=POOL)
    try:
        if state(engine) is not State.OK:
            upgrade(engine)
            _load(engine)
        yield engine
    finally:
        engine.dispose()


def database(server_url: str, name: str, *, fresh: bool) -> str:
    """The address of a database on the server, made where there is none."""
    admin = create_engine(make_url(server_url), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            if fresh:
                databases.drop(connection, name)
            known = text("SELECT FROM pg_database WHERE datname = :name")
            if connection.execute(known, {"name": name}).first() is None:
                connection.execute(text(f"CREATE DATABASE {name}"))
    finally:
        admin.dispose()
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop(server_url: str, name: str) -> None:
    """Take a database away, whoever is in it."""
    admin = create_engine(make_url(server_url), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        databases.drop(connection, name)
    admin.dispose()


@contextmanager
def as_admin(engine: Engine) -> Iterator[Connection]:
    """The same database as the role that made our own server, without time-outs, autocommitting."""
    admin = create_engine(engine.url.set(username=ADMIN), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            yield connection
    finally:
        admin.dispose()


def _load(engine: Engine) -> None:
    with transaction(engine) as session:
        load(session, read_folder(ROOT / "gemeenten" / "zwolle"), database_now(session))
