"""A broadcast at a set pace: how well it is kept, what Telegram would refuse, what it costs.

The stub has Telegram's limit of its own, as strict as the pace, and refuses what comes too soon.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench.crowd import Size, fill
from bench.deployment import Deployment
from bench.figures import Bar, Report, Table, rounded
from bench.houses import a_house, a_server
from bench.processes import a_stub, postgres_cpu, wait_for

PORT = 8390
FREE, HIGHEST = 30, 1_000
WINDOW = 100
SECONDS = 30
# What the limit lets through at once, in seconds of the pace; Telegram speaks of whole seconds.
BURST = 0.2
COLUMNS = ("set pace", "kept", "slowest to busiest second", "refused")
COSTS = ("of a core", "of PostgreSQL's core beside it")
HOW = (
    f"A reminder to everybody for {SECONDS} seconds, its states committed; the first and the last "
    "second are left out. The limit refuses what comes above the pace, but for a fifth of a second."
)


@dataclass(frozen=True)
class Kept:
    """One run: per second what came, what was refused, and seconds of processor time a second."""

    pace: int
    times: Sequence[float]
    refused: int
    core: float
    store: float

    @property
    def rate(self) -> float:
        return (len(self._middle) - 1) / (self._middle[-1] - self._middle[0])

    @property
    def off(self) -> float:
        """How far off the pace, in percent."""
        return abs(self.rate / self.pace - 1) * 100

    @property
    def seconds(self) -> Sequence[int]:
        """How many came in each whole second."""
        first = self._middle[0]
        whole = int(self._middle[-1] - first)
        counts = [0] * (whole + 1)
        for moment in self._middle:
            counts[min(whole, int(moment - first))] += 1
        return counts[:whole]

    @property
    def _middle(self) -> Sequence[float]:
        first, last = self.times[0] + 1, self.times[-1] - 1
        return [moment for moment in self.times if first <= moment <= last]

    def row(self) -> Sequence[str]:
        return (
            f"{self.pace} a second",
            f"{rounded(self.rate)} ({self.off:.2f}% off)",
            f"{min(self.seconds)}-{max(self.seconds)}",
            str(self.refused),
            f"{self.core:.0%}",
            f"{self.store:.0%}",
        )


def measure() -> Report:
    with a_server() as server:
        slow, quick = _kept(server, FREE, None), _kept(server, HIGHEST, WINDOW)
    rows = [slow.row(), quick.row()]
    return Report(
        [Table("At a set pace", (*COLUMNS, *COSTS), rows, HOW)],
        [
            Bar(f"off the pace of {FREE} a second", slow.off, 1, unit="%", most=True),
            Bar(f"off the pace of {HIGHEST} a second", quick.off, 1, unit="%", most=True),
            Bar("refused for coming too soon", slow.refused + quick.refused, 0, unit="", most=True),
            Bar(f"of a core at {HIGHEST} a second", quick.core * 100, 75, 50, "%", most=True),
        ],
    )


def _kept(server: str, pace: int, window: int | None) -> Kept:
    people = pace * (SECONDS + 2)
    with _deployment(server, pace, people) as house, house.runs(pace, window=window) as client:
        wait_for(lambda: house.stub.state()["messages"] >= pace, client, "first messages")
        began, cpu, store = time.monotonic(), client.cpu(), postgres_cpu(house.engine)
        house.stub.until("messages", people - pace, client)
        took = time.monotonic() - began
        cpu, store = client.cpu() - cpu, postgres_cpu(house.engine) - store
        house.stub.until("messages", people, client)
        refused = house.stub.state()["refused"]
        return Kept(pace, house.stub.times(), refused, cpu / took, store / took)


@contextmanager
def _deployment(server: str, pace: int, people: int) -> Iterator[Deployment]:
    """A broadcast that waits, and a Bot API that takes it at this pace and not quicker."""
    burst = pace * BURST
    with (
        a_house(server, "bench_pace", fresh=True) as engine,
        a_stub(PORT, rate=pace, burst=burst) as stub,
    ):
        fill(engine, Size(people))
        house = Deployment(engine, stub)
        house.broadcasts("pace", people)
        yield house
