"""A PostgreSQL server for one test alone, on a real disk with fsync on, to be killed and started.

Killed means `SIGKILL` to its first process: the others end by themselves, nothing is written.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.embedded import EmbeddedError, ensure_server
from models.embedded.home import Home, find
from models.embedded.server import ENVIRONMENT, State, start, state
from models.embedded.using import KEEPER

PATIENCE = 60.0


@dataclass(frozen=True)
class OwnServer:
    """`url` stays the same whatever happens to the server."""

    url: str
    home: Home

    def kill(self) -> None:
        """As a machine that runs out of memory does it."""
        os.kill(self._pid, signal.SIGKILL)
        _until(lambda: state(self.home) is State.STOPPED)

    def stop_at_once(self) -> None:
        """`pg_ctl stop -m immediate`: every connection is cut, and a start recovers."""
        user = self.home.run_as
        subprocess.run(
            [str(self.home.binaries / "pg_ctl"), "-D", "data", "-m", "immediate", "-w", "stop"],
            cwd=self.home.folder,
            env=ENVIRONMENT,
            capture_output=True,
            check=True,
            timeout=PATIENCE,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )

    def start(self) -> None:
        """Returns when it takes connections. What the killed one left may be in the way for long:
        its own processes must end first."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                start(self.home, durable=True)
                return
            except EmbeddedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    @property
    def _pid(self) -> int:
        return int((self.home.data / "postmaster.pid").read_text().splitlines()[0])


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """On the disk of the machine, not in memory; stopped and gone afterwards."""
    var = Path(tempfile.mkdtemp(prefix="wijkbot-server-"))
    var.chmod(0o711)
    try:
        with _no_keeper(var), ensure_server(var) as server:
            yield OwnServer(server.url, find(var))
    finally:
        shutil.rmtree(var)


@contextmanager
def _no_keeper(var: Path) -> Iterator[None]:
    """Nobody but the test starts this server again: we hold the place of its keeper."""
    with (var / KEEPER).open("wb") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError("the server did not end")
        time.sleep(0.02)
