"""The edge of every command: settings, a database that fits, and errors in one plain line."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

import click
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from demo import DEMO_DATABASE
from models import db
from models.embedded import ROLE, EmbeddedError, ensure_server
from models.operations.key_marks import fit_keys
from models.operations.refusing import OperationError
from models.schema_state import MigrationError, State, state
from models.settings import Settings, SettingsError, for_demo, load
from texts.render import text

FAILED = 1


def fail(line: str) -> NoReturn:
    """One line on stderr, and out."""
    click.echo(line, err=True)
    sys.exit(FAILED)


def tell(key: str, **params: object) -> None:
    """One text on the terminal."""
    click.echo(text(key, "nl", **params))


@contextmanager
def plain_errors() -> Iterator[None]:
    """What a person can cause is one line; what is our own mistake keeps its traceback."""
    try:
        yield
    except (SettingsError, EmbeddedError, MigrationError, OperationError) as error:
        fail(str(error))
    except OperationalError:
        fail("De database antwoordt niet. Kijk of PostgreSQL draait en of het adres klopt.")


@contextmanager
def database(settings: Settings, name: str = ROLE) -> Iterator[tuple[Engine, str]]:
    """An engine, and the address of a direct connection. Starts our own server where needed."""
    settings.install_keys()
    with ExitStack() as stack:
        url = settings.database_url
        if url is None:
            server = stack.enter_context(ensure_server(settings.var, name))
            url = server.url
            if server.notice:
                click.echo(server.notice, err=True)
        engine = db.make_engine(url, pool_size=10)
        stack.callback(engine.dispose)
        yield engine, settings.database_direct_url or url


@contextmanager
def ready_database(settings: Settings, name: str = ROLE) -> Iterator[tuple[Engine, str]]:
    """The same, refused where the schema is not the one that this code knows, or the keys."""
    with database(settings, name) as (engine, url):
        stands = state(engine)
        if stands is State.AHEAD:
            fail("Deze database is van een nieuwere wijkbot. Werk wijkbot bij.")
        if stands is not State.OK:
            fail("De database is nog niet bijgewerkt. Draai eerst: wijkbot migrate")
        with db.transaction(engine) as session:
            fit_keys(session, db.database_now(session))
        yield engine, url


def settings_for(demo_port: int | None = None) -> Settings:
    """The deployment's settings, or those of the demo on this port."""
    return for_demo(demo_port) if demo_port else load()


def database_of(demo_port: int | None) -> str:
    """The demo has a database of its own: its keys must not meet a real one's rows."""
    return DEMO_DATABASE if demo_port else ROLE
