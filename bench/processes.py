"""Processes under measurement: started fresh, their processor time read from /proc, ended."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0
_TICK = os.sysconf("SC_CLK_TCK")


class NotDone(Exception):
    """A program under measurement ended, or did not do its work in time."""


@dataclass(frozen=True)
class Client:
    """One process of ours or of a rival. `errors`: what it wrote there."""

    process: subprocess.Popen[str]
    errors: Path

    def cpu(self) -> float:
        """Seconds of processor time it used, user and system, with its threads."""
        return cpu_of(self.process.pid)

    def last_words(self) -> str:
        return f": ... {self.errors.read_text(encoding='utf-8')[-600:]}"

    def order(self, line: str) -> None:
        """A line on its stdin."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


@contextmanager
def a_client(module: str, **given: object) -> Iterator[Client]:
    """`python -m module '{...}'`, ready; killed at the end, since what it keeps is not ours."""
    command = [sys.executable, "-m", module, json.dumps(given)]
    with _started(command) as client:
        yield client


@contextmanager
def _started(command: Sequence[str]) -> Iterator[Client]:
    pipe = subprocess.PIPE
    with tempfile.NamedTemporaryFile("w") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=errors, text=True
        )
        client = Client(process, Path(errors.name))
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise NotDone(f"{' '.join(command)} did not start{client.last_words()}")
            yield client
        finally:
            process.kill()
            process.communicate()


@dataclass(frozen=True)
class Stub:
    """The Bot API that everybody talks with (`bench/stub`)."""

    port: int

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def come(self, talks: int, width: int, first: int, think: float = 0.0) -> None:
        """`talks` new people talk, `width` at a time, in the chats from number `first`."""
        self.ask(f"come?talks={talks}&width={width}&first={first}&think={think}")

    def state(self) -> dict[str, int]:
        found: dict[str, int] = self.ask("state")
        return found

    def times(self) -> list[float]:
        """When each message came, in seconds of the stub's own clock."""
        found: list[float] = self.ask("times")
        return found

    def took(self) -> list[float]:
        """Seconds from handing out each update to its answer, since the last `come`."""
        found: list[float] = self.ask("took")
        return found

    def until(self, what: str, count: int, client: Client) -> None:
        """Wait until it counted that many. Raises NotDone when the client ends before."""
        wait_for(lambda: self.state()[what] >= count, client, f"{count} {what}")

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.api}/{path}", timeout=10) as answer:
            return json.load(answer)


@contextmanager
def a_stub(
    port: int, *, delay: float = 0.0, rate: float = 0.0, burst: float = 30.0
) -> Iterator[Stub]:
    """A stub that answers after `delay` seconds and refuses what comes above `rate` a second."""
    command = [sys.executable, "-m", "bench.stub", str(port)]
    command += ["--delay", str(delay), "--rate", str(rate), "--burst", str(burst)]
    with _started(command):
        yield Stub(port)


def wait_for(done: Callable[[], bool], client: Client, what: str) -> None:
    """Look each 20 ms. Raises NotDone after two minutes, or when the client ends."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        if client.process.poll() is not None or time.monotonic() > deadline:
            raise NotDone(f"no {what}{client.last_words()}")
        time.sleep(0.02)


def cpu_of(pid: int, *, ended_children: bool = False) -> float:
    """Seconds of processor time of one process, where asked with those of its ended children."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    own = fields[11:15] if ended_children else fields[11:13]
    return sum(map(int, own)) / _TICK


def postgres_cpu(engine: Engine) -> float:
    """The same of the whole server behind this engine: all its processes, ended ones too."""
    server, *others = postgres_pids(engine)
    return cpu_of(server, ended_children=True) + sum(map(cpu_of, others))


def postgres_pids(engine: Engine) -> list[int]:
    """All processes of the server behind this engine, the first one first."""
    with engine.connect() as connection:
        backend = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
    server = _parent(backend)
    return [server, *_children(server)]


def _parent(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[1])


def _children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
