"""A process that is started again whenever it dies, as systemd or a container would."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.processes import House

LOOK_SECONDS = 0.05


@dataclass
class Supervised:
    """`deaths` counts how often it had to be started anew."""

    house: House
    arguments: tuple[str, ...]
    deaths: int = 0
    _process: subprocess.Popen[bytes] = field(init=False)
    _done: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self._process = self.house.start(*self.arguments)
        threading.Thread(target=self._watch, name="supervisor", daemon=True).start()

    def leave(self) -> None:
        self._done.set()

    def _watch(self) -> None:
        while not self._done.wait(LOOK_SECONDS):
            if self._process.poll() is not None:
                self.deaths += 1
                self.house.running.remove(self._process)
                self._process = self.house.start(*self.arguments)


@contextmanager
def supervised(house: House, *arguments: str) -> Iterator[Supervised]:
    one = Supervised(house, arguments)
    one.start()
    try:
        yield one
    finally:
        one.leave()
