"""How much memory each process takes, at rest and under load, and whether it stays flat.

Measured is what a process has for itself and its share of what it has with others (PSS), once a
second, while people talk, everybody gets a reminder and somebody reads the pages.
"""

import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from bench.contenders import settings
from bench.crowd import Size, fill
from bench.deployment import Deployment
from bench.figures import Bar, Report, Table
from bench.houses import ROOT, a_house, a_server
from bench.processes import Stub, a_stub, postgres_pids
from tests.live import free_port

PORT = 8392
RATE = 1_000
REST, SECONDS = 10, 120
PEOPLE = 200
# Growth from the second third of the load to the last.
FLAT = 5
COLUMNS = ("process", "at rest", "at the peak", "second third -> last third of the load")
HOW = (
    f"{REST} s of rest, then {SECONDS} s in which {PEOPLE} people talk and a reminder goes out at "
    f"{RATE} a second. In megabytes; of PostgreSQL all processes "
    "together, without its cache of 128 MB."
)
Look = Callable[[], float]


def measure() -> Report:
    with (
        a_server() as server,
        a_house(server, "bench_memory_use", fresh=True) as engine,
        a_stub(PORT) as stub,
    ):
        fill(engine, Size(RATE * SECONDS))
        house = Deployment(engine, stub)
        with house.runs(RATE) as bot, _web(engine, stub) as web:
            looks: Mapping[str, Look] = {
                "bot (all stages)": lambda: megabytes(bot.process.pid),
                "web server": lambda: megabytes(web.pid),
                "PostgreSQL, beside its cache": lambda: _postgres(engine),
            }
            rest = _watch(looks, REST, web)
            house.broadcasts("memory", RATE * SECONDS)
            stub.come(PEOPLE * SECONDS, PEOPLE, 700_000_000, 1.0)
            load = _watch(looks, SECONDS, web)
    return Report([_table(rest, load)], [_flat(name, values) for name, values in load.items()])


@dataclass(frozen=True)
class Web:
    """The web server: its process, and where it answers."""

    pid: int
    address: str

    def visited(self) -> None:
        """Somebody looks at the story, and somebody comes to talk."""
        for page in ("/", "/chat"):
            with (
                suppress(OSError),
                urllib.request.urlopen(self.address + page, timeout=5) as answer,
            ):
                answer.read()


def _watch(looks: Mapping[str, Look], seconds: int, web: Web) -> Mapping[str, Sequence[float]]:
    found: dict[str, list[float]] = {name: [] for name in looks}
    for _ in range(seconds):
        time.sleep(1)
        web.visited()
        for name, look in looks.items():
            found[name].append(look())
    return found


def _table(rest: Mapping[str, Sequence[float]], load: Mapping[str, Sequence[float]]) -> Table:
    rows = [
        (
            name,
            f"{statistics.median(rest[name]):.0f}",
            f"{max(values):.0f}",
            " -> ".join(f"{one:.0f}" for one in _thirds(values)),
        )
        for name, values in load.items()
    ]
    return Table("Memory", COLUMNS, rows, HOW)


def _flat(name: str, values: Sequence[float]) -> Bar:
    before, after = _thirds(values)
    return Bar(f"memory of {name}, growth", (after / before - 1) * 100, FLAT, unit="%", most=True)


def _thirds(values: Sequence[float]) -> tuple[float, float]:
    third = len(values) // 3
    return statistics.median(values[third : 2 * third]), statistics.median(values[2 * third :])


def _postgres(engine: Engine) -> float:
    """All its processes, without what they share: its cache fills up to what it was set."""
    return sum(megabytes(pid, "Pss_Anon:") for pid in postgres_pids(engine))


def megabytes(pid: int, line: str = "Pss:") -> float:
    """What one process takes; nothing where it has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for told in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if told.startswith(line):
                return int(told.split()[1]) / 1024
    return 0.0


@contextmanager
def _web(engine: Engine, stub: Stub) -> Iterator[Web]:
    url = engine.url.render_as_string(hide_password=False)
    given = {f"WIJKBOT_{name.upper()}": value for name, value in settings(url, stub.api).items()}
    port = free_port()
    command = [sys.executable, "wijkbot.py", "web", "--port", str(port)]
    environment = {"PATH": "/usr/bin:/bin", **given}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield Web(process.pid, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()
