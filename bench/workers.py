"""One, two and four turn workers: how much quicker, and what PostgreSQL does meanwhile."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, text

from bench.contenders import settings
from bench.crowd import Size, fill
from bench.figures import Report, Table, rounded
from bench.growth import House
from bench.houses import a_house, a_server
from bench.processes import Client, a_client, postgres_cpu, wait_for

WORKERS = (1, 2, 4)
PEOPLE, EACH = 5_000, 3
WARM = 400
COLUMNS = (
    "turn workers",
    "turns a second",
    "beside one",
    "of a core each",
    "PostgreSQL, of a core",
)
HOW = (
    f"{PEOPLE * EACH:,} updates of {PEOPLE:,} people wait; the workers then begin together. "
    "Turns only: the answers stay in the outbox. The machine has {cores} cores."
)
# Nobody sends here, so nobody is called.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Done:
    """How `count` workers did it: turns a second, and cores used by each and by the server."""

    count: int
    speed: float
    core: float
    store: float

    def row(self, one: "Done") -> Sequence[str]:
        beside = f"{rounded(self.speed / one.speed)}x"
        return (
            str(self.count),
            rounded(self.speed),
            beside,
            f"{self.core:.0%}",
            f"{self.store:.0%}",
        )


def measure() -> Report:
    with a_server() as server:
        found = [_done(server, count) for count in WORKERS]
    rows = [done.row(found[0]) for done in found]
    return Report([Table("Turn workers", COLUMNS, rows, HOW.format(cores=os.cpu_count()))])


def _done(server: str, count: int) -> Done:
    size = Size(PEOPLE)
    with a_house(server, "bench_workers", fresh=True) as engine:
        fill(engine, size)
        house = House(engine, size)
        with _workers(engine, count) as workers:
            # The first batch after a start is taken with care, and everything is loaded.
            house.speak(WARM)
            wait_for(lambda: not _left(engine), workers[0], "first turns")
            return _timed(house, workers)


def _timed(house: House, workers: Sequence[Client]) -> Done:
    for worker in workers:
        worker.process.send_signal(signal.SIGSTOP)
    for _ in range(EACH):
        house.speak(PEOPLE)
    before, store = _cpu(workers), postgres_cpu(house.engine)
    began = time.perf_counter()
    for worker in workers:
        worker.process.send_signal(signal.SIGCONT)
    wait_for(lambda: not _left(house.engine), workers[0], "end of the turns")
    took = time.perf_counter() - began
    ours, store = _cpu(workers) - before, postgres_cpu(house.engine) - store
    count = len(workers)
    return Done(count, PEOPLE * EACH / took, ours / took / count, store / took)


def _cpu(workers: Sequence[Client]) -> float:
    return sum(worker.cpu() for worker in workers)


def _left(engine: Engine) -> bool:
    """Whether anybody's words still wait."""
    with engine.connect() as connection:
        query = "SELECT EXISTS (SELECT FROM inbox WHERE state = 'open')"
        return bool(connection.execute(text(query)).scalar_one())


@contextmanager
def _workers(engine: Engine, count: int) -> Iterator[Sequence[Client]]:
    url = engine.url.render_as_string(hide_password=False)
    given = {"settings": settings(url, NOWHERE), "window": None, "stages": ["turns"]}
    with ExitStack() as stack:
        yield [stack.enter_context(a_client("bench.ours", **given)) for _ in range(count)]
