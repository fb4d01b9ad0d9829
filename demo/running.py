"""`wijkbot demo`: a database, a gemeente, examples, and every process, on one port."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine, func, select

from demo.seeding import seed
from models.db import database_now, make_engine, transaction
from models.embedded import EmbeddedError, ensure_server
from models.initiatives.contributions import Contribution
from models.migrating import upgrade
from models.plan.loading import load, read_folder
from models.settings import for_demo

START_SECONDS = 60
STOP_SECONDS = 15


def run_demo(root: Path, port: int, *, empty: bool) -> None:
    """Blocks until Ctrl-C. Raises SettingsError, EmbeddedError or MigrationError."""
    settings = for_demo(port)
    settings.install_keys()
    if _answers(port):
        raise EmbeddedError(
            f"Poort {port} is al bezet. Kies een andere poort: PORT={port + 1} make demo"
        )
    click.echo("De demo start ...")
    with ensure_server(settings.var) as server:
        engine = make_engine(server.url)
        folder = root / "gemeenten" / settings.gemeente
        _prepare(engine, folder, settings.base_url, empty=empty)
        engine.dispose()
        with _processes(root, port) as processes:
            _wait(port, processes)
            _say_where(settings.base_url)
            _stay(processes)


def _prepare(engine: Engine, folder: Path, base_url: str, *, empty: bool) -> None:
    upgrade(engine)
    content = read_folder(folder)
    with transaction(engine) as session:
        now = database_now(session)
        load(session, content, now)
        seeded = session.scalar(select(func.count()).select_from(Contribution))
        if not empty and not seeded:
            seed(session, base_url, now)


@contextmanager
def _processes(root: Path, port: int) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """The bot and the web server, each a process of its own, stopped together."""
    here = [sys.executable, str(root / "wijkbot.py")]
    commands = (
        [*here, "web", "--port", str(port), "--demo-port", str(port)],
        [*here, "run", "--demo-port", str(port)],
    )
    # Sessions of their own: Ctrl-C comes to us, and we stop them in order.
    processes = [subprocess.Popen(command, start_new_session=True) for command in commands]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(port: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if any(process.poll() is not None for process in processes):
            raise EmbeddedError("De demo kon niet starten. Hierboven staat waarom.")
        if time.monotonic() > deadline:
            raise EmbeddedError(f"De demo antwoordt na {START_SECONDS} seconden nog niet.")
        time.sleep(0.1)


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


def _stay(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Until Ctrl-C, SIGTERM, or a process that ends by itself."""
    stopping = {"asked": False}

    def ask(*_: object) -> None:
        stopping["asked"] = True

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, ask)
    while not stopping["asked"]:
        if any(process.poll() is not None for process in processes):
            raise EmbeddedError("Een onderdeel van de demo is gestopt. Hierboven staat waarom.")
        time.sleep(0.2)
    click.echo("De demo stopt.")
