"""Processes that work side by side, and are replaced when they die."""

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tests.faults import times
from tests.faults.processes import House

# What a dead process held ends by itself, after a quarter of a minute.
LEASE = timedelta(seconds=20)
# A process that was just started still reads its files: killing it there says nothing.
GROWN_UP = 2.5


@dataclass
class Worker:
    """One post in the crew. `command` is what `wijkbot` is told."""

    command: str
    process: subprocess.Popen[bytes]
    since: float = field(default_factory=time.monotonic)


@dataclass
class Crew:
    """All processes of one house. `kills` counts by what was killed."""

    house: House
    workers: list[Worker]
    kills: Counter[str] = field(default_factory=Counter)

    @classmethod
    def start(cls, house: House, commands: Sequence[str]) -> "Crew":
        return cls(house, [Worker(one, house.start(*one.split())) for one in commands])

    def kill_one(self, rng: random.Random) -> None:
        """`kill -9` of any that works; another takes its post."""
        grown = [one for one in self.workers if time.monotonic() - one.since > GROWN_UP]
        worker = rng.choice(grown or self.workers)
        self.house.kill(worker.process)
        times.time_passes(self.house.engine, LEASE, "lease")
        self.kills[worker.command.split()[0]] += 1
        worker.process = self.house.start(*worker.command.split())
        worker.since = time.monotonic()

    def stop(self) -> None:
        """All of them, as a deploy does it. Raises AssertionError where one ends badly.

        Who was only just started may be told so before it listens; then it has done nothing.
        """
        codes = {self.house.stop(one.process) for one in self.workers}
        assert codes <= {0, -signal.SIGTERM}, codes
