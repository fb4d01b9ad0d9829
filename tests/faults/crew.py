"""Processes that work side by side, and are replaced when they die."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.faults import times
from tests.faults.processes import House

# What a dead process held ends by itself, after a quarter of a minute.
LEASE = timedelta(seconds=20)
# A process that was just started still reads its files: killing it there says nothing.
GROWN_UP = 2.5
KEEPERS_SHARE = 0.2


@dataclass
class Worker:
    """One post in the crew. `command` is what `wijkbot` is told."""

    command: str
    process: subprocess.Popen[bytes]
    since: float = field(default_factory=time.monotonic)


def keepers(house: House) -> list[int]:
    """The process that stops the embedded server when all of us are gone; only Linux tells."""
    var = house.settings.get("WIJKBOT_VAR")
    commands = {int(one.parent.name): one for one in Path("/proc").glob("[0-9]*/cmdline")}
    return [pid for pid, one in commands.items() if var and _runs(one, "embedded.keeper", var)]


def _runs(command: Path, *words: str) -> bool:
    """A process may be gone before we have read what it is."""
    try:
        said = command.read_bytes().decode(errors="replace")
    except OSError:
        return False
    return all(word in said for word in words)


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
        """`kill -9` of any that works; another takes its post. The keeper has no post."""
        grown = [one for one in self.workers if time.monotonic() - one.since > GROWN_UP]
        others = keepers(self.house)
        if others and rng.random() < KEEPERS_SHARE:
            os.kill(others[0], signal.SIGKILL)
            self.kills["the embedded server's keeper"] += 1
        else:
            self._replace(rng.choice(grown or self.workers))

    def _replace(self, worker: Worker) -> None:
        self.house.kill(worker.process)
        self.house.sees(lambda engine: times.time_passes(engine, LEASE, "lease"))
        self.kills[f"`{worker.command.split()[0]}`"] += 1
        worker.process = self.house.start(*worker.command.split())
        worker.since = time.monotonic()

    def stop(self) -> None:
        """All of them, as a deploy does it. Raises AssertionError where one ends badly.

        Who was only just started may be told so before it listens; then it has done nothing.
        """
        codes = {self.house.stop(one.process) for one in self.workers}
        assert codes <= {0, -signal.SIGTERM}, codes
