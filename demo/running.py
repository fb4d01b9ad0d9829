"""`wijkbot demo`: a database, a gemeente, examples, and every process, on one port."""

import socket
import urllib.error
import urllib.request
from pathlib import Path

import click
from sqlalchemy import Engine, func, select, text

from demo import DEMO_DATABASE
from demo.processes import Processes
from demo.seeding import seed
from models.db import database_now, make_engine, transaction
from models.embedded import EmbeddedError, ensure_server
from models.initiatives.contributions import Contribution
from models.migrating import WAIT_FOR_OTHERS, upgrade
from models.plan.gemeente import Gemeente
from models.plan.loading import load, read_folder
from models.schema_state import State, state
from models.settings import for_demo


def run_demo(root: Path, port: int, *, empty: bool, undo: int) -> None:
    """Blocks until Ctrl-C. A decision goes out `undo` seconds after it was sent.

    Raises SettingsError, EmbeddedError or MigrationError."""
    settings = for_demo(port)
    settings.install_keys()
    if _is_taken(port):
        raise EmbeddedError(
            f"Poort {port} is al bezet. Kies een andere poort: PORT={port + 1} make demo"
        )
    click.echo("De demo start ...")
    with Processes(root, port) as processes:
        # The web server imports its libraries while we make the database ready.
        web = processes.start("web", "--port", str(port), "--on-call")
        with ensure_server(settings.var, DEMO_DATABASE) as server:
            engine = make_engine(server.url)
            folder = root / "gemeenten" / settings.gemeente
            if _is_filled(engine):
                # The second time the doors can open before we looked for changes in the files.
                processes.call(web)
            _prepare(engine, folder, settings.base_url, empty=empty)
            _let_undo(engine, undo)
            engine.dispose()
            processes.call(web)
            processes.wait(_answers)
            processes.start("run")
            _say_where(settings.base_url)
            processes.stay()
            processes.stop()


def _is_filled(engine: Engine) -> bool:
    if state(engine) is not State.OK:
        return False
    with transaction(engine) as session:
        return bool(session.scalar(select(func.count()).select_from(Gemeente)))


def _prepare(engine: Engine, folder: Path, base_url: str, *, empty: bool) -> None:
    upgrade(engine)
    content = read_folder(folder)
    with transaction(engine) as session:
        # Another demo that fills the same database needs more than our usual patience.
        for limit in ("lock_timeout", "statement_timeout"):
            session.execute(text(f"SET LOCAL {limit} = '{WAIT_FOR_OTHERS}'"))
        now = database_now(session)
        load(session, content, now)
        seeded = session.scalar(select(func.count()).select_from(Contribution))
        if not empty and not seeded:
            seed(session, base_url, now)


def _let_undo(engine: Engine, seconds: int) -> None:
    """In the demo one is resident and wijkmanager at once, and does not want to wait a minute."""
    with transaction(engine) as session:
        gemeente = session.scalars(select(Gemeente)).one()
        gemeente.settings = gemeente.settings | {"bedenktijd_seconden": seconds}


def _is_taken(port: int) -> bool:
    """Whether anything listens there, a web server or not."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _say_where(base_url: str) -> None:
    click.echo(
        "\n".join(
            (
                "",
                "Wijkbot draait. Open in uw browser:",
                f"  {base_url}/demo    de telefoon van een bewoner naast de wachtrij",
                f"  {base_url}/        het verhaal, voor iedereen",
                f"  {base_url}/chat    de webchat",
                f"  {base_url}/panel/  het paneel van de wijkmanager",
                "Stop met Ctrl-C.",
            )
        )
    )
