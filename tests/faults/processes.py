"""The application as its real processes, for tests that kill, stop and start them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from models.db import make_engine
from models.embedded import ensure_server
from tests.conftest import FIELD_KEY, LOOKUP_KEY
from tests.fake_telegram.client import FakeTelegram
from tests.faults import templates
from tests.places import passable_folder

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
POLL = 0.05
Found = TypeVar("Found")


@dataclass
class House:
    """A database of its own, and the settings under which every command runs.

    `log` is where all its processes write.
    """

    url: str
    engine: Engine
    settings: Mapping[str, str]
    log: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def command(self, *arguments: str) -> str:
        """Run a command to its end; its output. Raises when it fails."""
        done = subprocess.run(
            [sys.executable, "wijkbot.py", *arguments],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"wijkbot {arguments}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "wijkbot.py", *arguments],
                cwd=ROOT,
                env=self._environment,
                stderr=log,
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """As a power cut to the process: no farewell."""
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        self.running.remove(process)

    def stop(self, process: subprocess.Popen[bytes]) -> int:
        """As a deploy does it. Returns the exit code."""
        process.terminate()
        code = process.wait(PATIENCE)
        self.running.remove(process)
        return code

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """None of its processes does anything meanwhile."""
        for process in self.running:
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in self.running:
                process.send_signal(signal.SIGCONT)

    def waits_until(self, done: Callable[[], bool], timeout: float, what: str) -> None:
        """Look until it is so. Raises AssertionError, at once when a process ended by itself."""
        end = time.monotonic() + timeout
        while not done():
            ended = [process for process in self.running if process.poll() is not None]
            if ended or time.monotonic() > end:
                why = f"a process ended with {ended[0].returncode}" if ended else f"{timeout} s"
                raise AssertionError(f"{what}: not so ({why})\n{self.log.read_text()[-3000:]}")
            time.sleep(POLL)

    def sees(self, look: Callable[[Engine], Found]) -> Found:
        """What is in the database, as soon as there is one: an embedded one may be restarting."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return look(self.engine)
            except OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(POLL)

    def troubles(self) -> list[str]:
        """Lines of the log about a turn that failed, or about what nobody foresaw.

        A turn that waits for a row that another worker holds has not failed: it comes next.
        """
        lines = self.log.read_text(encoding="utf-8").splitlines()
        told = [line for line in lines if '"turn.' in line and '"turn.held"' not in line]
        return told + [line for line in lines if "Traceback" in line]

    @property
    def _environment(self) -> dict[str, str]:
        outside = {
            name: value for name, value in os.environ.items() if not name.startswith("WIJKBOT_")
        }
        # Started over and over, they should find what they compiled before.
        outside.pop("PYTHONDONTWRITEBYTECODE", None)
        return outside | dict(self.settings)


@contextmanager
def a_house(server_url: str, fake: FakeTelegram, name: str, **more: str) -> Iterator[House]:
    """A migrated database with Zwolle in it, for processes that talk with the fake."""
    database = f"wijkbot_{name}_{os.getpid()}"
    url = templates.copy(server_url, database)
    engine = make_engine(url)
    with tempfile.TemporaryDirectory(prefix="wijkbot-house-") as folder:
        house = House(url, engine, _settings(url, fake) | more, Path(folder) / "log")
        try:
            yield house
        finally:
            for process in list(house.running):
                house.kill(process)
            engine.dispose()
            templates.drop(server_url, database)


@contextmanager
def an_embedded_house(fake: FakeTelegram, **more: str) -> Iterator[House]:
    """The same on a server of its own: the first of its processes starts that, the last stops it.

    We only look on, so between two processes there may be no server to look at.
    """
    with passable_folder() as folder:
        var = folder / "var"
        with ensure_server(var) as server:
            url = server.url
            templates.fill(url)
        settings = _settings(url, fake) | {"WIJKBOT_VAR": str(var)} | more
        del settings["WIJKBOT_DATABASE_URL"]
        engine = make_engine(url)
        house = House(url, engine, settings, folder / "log")
        try:
            yield house
        finally:
            engine.dispose()
            for process in list(house.running):
                house.stop(process)


def _settings(url: str, fake: FakeTelegram) -> dict[str, str]:
    return {
        "WIJKBOT_DATABASE_URL": url,
        "WIJKBOT_SECRET_KEY": "for tests only, and long enough to be taken",
        "WIJKBOT_FIELD_KEYS": FIELD_KEY,
        "WIJKBOT_LOOKUP_KEY": LOOKUP_KEY,
        "WIJKBOT_TELEGRAM_TOKEN": fake.token,
        "WIJKBOT_TELEGRAM_API": fake.api,
        "WIJKBOT_SEND_RATE": "1000",
        "WIJKBOT_BASE_URL": "http://127.0.0.1:8199",
    }
