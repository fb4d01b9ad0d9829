"""A migrated database with Zwolle in it, made once a run: every house is a copy of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text

from models.db import database_now, make_engine, transaction
from models.migrating import upgrade
from models.plan.loading import load, read_folder
from tests import databases

ZWOLLE = Path(__file__).resolve().parents[2] / "gemeenten" / "zwolle"
# A server that we were only lent may still hold one of an earlier run: this one is ours.
NAME = f"wijkbot_zwolle_{os.getpid()}"
_made: set[str] = set()


@contextmanager
def administrator(server_url: str) -> Iterator[Connection]:
    """A connection that may make and drop databases."""
    address = make_url(server_url).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            yield connection
    finally:
        admin.dispose()


def copy(server_url: str, name: str) -> str:
    """A new database `name` with Zwolle in it; its address."""
    with administrator(server_url) as admin:
        if server_url not in _made:
            admin.execute(text(f"CREATE DATABASE {NAME}"))
            fill(address(server_url, NAME))
            _made.add(server_url)
        admin.execute(text(f"CREATE DATABASE {name} TEMPLATE {NAME}"))
    return address(server_url, name)


def drop(server_url: str, name: str) -> None:
    with administrator(server_url) as admin:
        databases.drop(admin, name)


def drop_template(server_url: str) -> None:
    """Leave nothing behind on a server that goes on after this run."""
    if server_url in _made:
        _made.discard(server_url)
        drop(server_url, NAME)


def address(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def fill(url: str) -> None:
    """Bring an empty database up to date, and load Zwolle."""
    engine = make_engine(url)
    try:
        upgrade(engine)
        content = read_folder(ZWOLLE)
        with transaction(engine) as session:
            load(session, content, database_now(session))
    finally:
        engine.dispose()
