"""Who uses the embedded server: started by the first, stopped after the last.

Two lock files in `var`. *users*: each process that uses the server holds it shared, so that
who can have it alone knows that nobody is left. *turn*: held while the server is started or
stopped, so that two commands at once make one server. The kernel drops a lock when its
process ends, however it ends; a keeper waits for that moment and stops what a killed process
left running.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from models.embedded import server
from models.embedded.home import ELSEWHERE, EmbeddedError, find, make
from models.embedded.reasons import of_system

# A start after a crash may take 120 seconds, and a stop before it 60.
TURN_SECONDS = 200
TURN = "postgres.turn"
USERS = "postgres.users"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """The running server: the address of our database, and a sentence worth telling or None."""

    url: str
    notice: str | None


@contextmanager
def ensure_server(
    var: Path,
    database: str = server.ROLE,
    *,
    durable: bool = True,
    elsewhere: Sequence[Path] = ELSEWHERE,
) -> Iterator[Server]:
    """Use the server that belongs to the folder `var`, starting it when it does not run.

    Whoever leaves last stops it, and waits until it has stopped. `durable=False` is for
    tests alone: it trades safety for speed. Raises `EmbeddedError`.
    """
    var = var.absolute()
    with _plain_errors(var):
        running, users = _enter(var, database, durable=durable, elsewhere=elsewhere)
    owner = os.getpid()
    try:
        yield running
    finally:
        # A forked child shares the lock and must not act as if it were the parent.
        if os.getpid() == owner:
            os.close(users)
            with _plain_errors(var):
                stop_if_unused(var, elsewhere)


def stop_if_unused(var: Path, elsewhere: Sequence[Path] = ELSEWHERE) -> None:
    """Stop the server when no process uses it any more."""
    with _turn(var):
        users = _open(var / USERS)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            server.stop(find(var, elsewhere))
        finally:
            os.close(users)


def wait_until_unused(var: Path) -> None:
    """Sleep until no process uses the server."""
    users = _open(var / USERS)
    fcntl.flock(users, fcntl.LOCK_EX)
    os.close(users)


def _enter(
    var: Path, database: str, *, durable: bool, elsewhere: Sequence[Path]
) -> tuple[Server, int]:
    """Start the server if need be, and hold our shared lock from before that moment on."""
    var.mkdir(parents=True, exist_ok=True)
    for name in (TURN, USERS):
        (var / name).touch(mode=0o600)
    with _turn(var):
        home = find(var, elsewhere)
        make(home)
        users = _open(var / USERS)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            if server.settle_state(home) is server.State.STOPPED:
                server.start(home, durable=durable)
                _keep(var, elsewhere)
            if database != server.ROLE:
                server.add_database(home, database)
        except BaseException:
            os.close(users)
            raise
    return Server(server.url(home, database), home.notice), users


def _keep(var: Path, elsewhere: Sequence[Path]) -> None:
    command = [sys.executable, "-m", "models.embedded.keeper", str(var), *map(str, elsewhere)]
    environment = server.ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
    # Without a keeper the last user still stops the server in order.
    with suppress(OSError):
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)


def _open(lock: Path) -> int:
    # Never made here: the keeper must not bring back a folder that somebody removes.
    return os.open(lock, os.O_RDWR)


@contextmanager
def _turn(var: Path) -> Iterator[None]:
    """Wait for our turn to start or stop the server."""
    deadline = time.monotonic() + TURN_SECONDS
    lock = _open(var / TURN)
    try:
        while not _locked(lock):
            if time.monotonic() > deadline:
                raise EmbeddedError("Een ander commando houdt de database te lang bezig.")
            time.sleep(0.02)
        yield
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _plain_errors(var: Path) -> Iterator[None]:
    """What the system refuses becomes one sentence too."""
    try:
        yield
    except OSError as error:
        raise EmbeddedError(of_system(error, var)) from error
