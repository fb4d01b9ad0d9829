"""One run of one contender, and runs of all of them side by side.

The order is round by round, so that whatever else the machine does hits all alike. A contender is
compared with us within a round; the figure is the median of those comparisons.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.contenders import Contender, Run
from bench.figures import rounded, spread
from bench.processes import Stub, a_stub

PORT = 8370
ROUNDS = 3
COLUMNS = ("who", "per second of its processor time", "per second", "its database beside it")
# What is done under the clock; gives how much it was.
Go = Callable[[], int]
# Prepares a contender for its work.
Work = Callable[[Contender, Run, Stub], Go]


@dataclass(frozen=True)
class Measured:
    """What `count` pieces of work cost: seconds of the client, of its database, of the clock."""

    count: int
    client: float
    store: float
    wall: float

    @property
    def per_cpu(self) -> float:
        return self.count / self.client

    @property
    def per_second(self) -> float:
        return self.count / self.wall


Rounds = Mapping[str, Sequence[Measured]]


def side_by_side(
    contenders: Sequence[Contender], warm: Work, work: Work, *, delay: float = 0.0
) -> Rounds:
    """Every contender in a fresh process, `ROUNDS` times, one after the other."""
    found: dict[str, list[Measured]] = {contender.name: [] for contender in contenders}
    for _ in range(ROUNDS):
        for contender in contenders:
            with a_stub(PORT, delay=delay) as stub, contender.start(stub) as run:
                warm(contender, run, stub)()
                found[contender.name].append(_measured(contender, run, stub, work))
    return found


def _measured(contender: Contender, run: Run, stub: Stub, work: Work) -> Measured:
    go = work(contender, run, stub)
    client, store, wall = run.client.cpu(), run.store_cpu(), time.perf_counter()
    count = go()
    wall = time.perf_counter() - wall
    return Measured(count, run.client.cpu() - client, run.store_cpu() - store, wall)


def times(rounds: Rounds, ours: str, other: str, by: str = "per_cpu") -> float:
    """How many times as much we do: the median over the rounds."""
    return statistics.median(_times(rounds, ours, other, by))


def _times(rounds: Rounds, ours: str, other: str, by: str) -> list[float]:
    pairs = zip(rounds[ours], rounds[other], strict=True)
    return [getattr(mine, by) / getattr(theirs, by) for mine, theirs in pairs]


def rows(rounds: Rounds, ours: str, by: str = "per_cpu") -> list[Sequence[str]]:
    """One row a contender: median (lowest-highest), and how many times as much we do."""
    return [
        (
            name,
            spread([run.per_cpu for run in runs]),
            spread([run.per_second for run in runs]),
            _store(runs),
            "" if name == ours else spread(_times(rounds, ours, name, by)) + "x",
        )
        for name, runs in rounds.items()
    ]


def _store(runs: Sequence[Measured]) -> str:
    """Processor time of the database for each second of the client."""
    share = statistics.median(run.store / run.client for run in runs)
    return f"{rounded(share)} s for each of its own" if share else ""
