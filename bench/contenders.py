"""Who is measured: we, we without a database, and what a user would pick instead of us."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine, make_url, text

from bench.houses import a_house, drop
from bench.processes import Client, Stub, a_client, cpu_of, postgres_cpu
from bench.script import TOKEN
from tests.conftest import FIELD_KEY, LOOKUP_KEY

REDIS_PORT = 8389
# Messages in flight: what `bot.running.window_for` gives at Telegram's highest rate.
WINDOW = 100
EMPTY, COPY = "bench_empty", "bench_copy"


@dataclass(frozen=True)
class Run:
    """A contender at work. `store_cpu`: seconds that its database used, in processes of its own."""

    client: Client
    store_cpu: Callable[[], float] = field(default=lambda: 0.0)
    engine: Engine | None = None


Start = Callable[[Stub], AbstractContextManager[Run]]


@dataclass(frozen=True)
class Contender:
    """`amount`: talks or messages that make a run of some seconds; who is slow is asked less."""

    name: str
    start: Start
    amount: int


def ours(server: str) -> Start:
    """The whole bot on a fresh database."""

    @contextmanager
    def start(stub: Stub) -> Iterator[Run]:
        with _a_copy(server) as (url, engine):
            given = settings(url, stub.api)
            with a_client("bench.ours", settings=given, window=WINDOW) as client:
                yield Run(client, lambda: postgres_cpu(engine), engine)

    return start


def in_memory(server: str) -> Start:
    """The same dialogue and client without a database (but for the plan, read before)."""

    @contextmanager
    def start(stub: Stub) -> Iterator[Run]:
        with _a_copy(server) as (url, _):
            given = {"database": url, "api": stub.api, "window": WINDOW}
            with a_client("bench.in_memory", **given) as client:
                yield Run(client)

    return start


@contextmanager
def _a_copy(server: str) -> Iterator[tuple[str, Engine]]:
    """A database with Zwolle and nobody in it, copied from one that is made once."""
    with a_house(server, EMPTY):
        pass
    drop(server, COPY)
    admin = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {COPY} TEMPLATE {EMPTY}"))
    admin.dispose()
    with a_house(server, COPY) as engine:
        yield engine.url.render_as_string(hide_password=False), engine
    drop(server, COPY)


def rival(name: str, *, state: str = "memory", job: str = "talk") -> Start:
    """One of `bench/rivals`."""

    @contextmanager
    def start(stub: Stub) -> Iterator[Run]:
        with _store(state) as (store, cpu):
            given = {"api": stub.api, "job": job, "state": state, "store": store}
            with a_client(f"bench.rivals.{name}", **given) as client:
                yield Run(client, cpu)

    return start


@contextmanager
def _store(state: str) -> Iterator[tuple[str, Callable[[], float]]]:
    with TemporaryDirectory() as folder:
        if state == "redis":
            with a_redis(Path(folder)) as pid:
                yield f"redis://127.0.0.1:{REDIS_PORT}/0", lambda: cpu_of(pid)
        else:
            yield str(Path(folder) / "talks.pickle"), lambda: 0.0


def has_redis() -> bool:
    return shutil.which("redis-server") is not None


@contextmanager
def a_redis(folder: Path) -> Iterator[int]:
    """A Redis of the bench's own, with its append-only file as its guide advises. Gives its id."""
    command = ["redis-server", "--port", str(REDIS_PORT), "--dir", str(folder)]
    command += ["--appendonly", "yes", "--save", "", "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "Ready to accept connections" in line:
                break
        yield process.pid
    finally:
        process.terminate()
        process.communicate()


def settings(url: str, api: str) -> dict[str, str]:
    """What our process is told, by the names of models/settings.py."""
    return {
        "database_url": url,
        "secret_key": "for measuring only, and long enough to be taken",
        "field_keys": FIELD_KEY,
        "lookup_key": LOOKUP_KEY,
        "telegram_token": TOKEN,
        "telegram_api": api,
        "base_url": "https://wijk.example",
    }
