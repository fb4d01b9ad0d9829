"""Who uses the embedded server: started by the first, stopped after the last.

Three lock files in `var`. *users*: each process that uses the server holds it shared, so that
who can have it alone knows that nobody is left. *turn*: held while the server is started or
stopped, so that two commands at once make one server. *keeper*: held by a small process that
starts the server again should it end under its users (a full disk, a kill), and that stops what
the last of them left running. The kernel drops a lock when its process ends, however it ends.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from models.embedded import server
from models.embedded.home import ELSEWHERE, EmbeddedError, find, make
from models.embedded.reasons import of_system

# A start after a crash may take 120 seconds, and a stop before it 60.
TURN_SECONDS = 200
LOOK_SECONDS = 0.2
TURN = "postgres.turn"
USERS = "postgres.users"
KEEPER = "postgres.keeper"
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
            users.close()
            with _plain_errors(var):
                stop_if_unused(var, elsewhere)


def stop_if_unused(var: Path, elsewhere: Sequence[Path] = ELSEWHERE) -> None:
    """Stop the server when no process uses it any more."""
    with _turn(var):
        if _nobody_uses(var):
            server.stop(find(var, elsewhere))


def keep(var: Path, elsewhere: Sequence[Path] = ELSEWHERE) -> None:
    """The keeper's life: see that the server runs while it is used, then stop it."""
    with _open(var / KEEPER) as keeper:
        if not _locked(keeper):
            return
        while not _looked_after(var, elsewhere, keeper):
            time.sleep(LOOK_SECONDS)


def _looked_after(var: Path, elsewhere: Sequence[Path], keeper: IO[bytes]) -> bool:
    """One look of the keeper's. True: nobody uses the server any more, and it has stopped.

    What fails, as on a disk that is still full, is tried again at the next look.
    """
    with suppress(EmbeddedError), _turn(var):
        home = find(var, elsewhere)
        if _nobody_uses(var):
            server.stop(home)
            # Within our turn, so that who comes next sees that there is no keeper.
            keeper.close()
            return True
        if server.settle_state(home) is server.State.STOPPED:
            server.restart(home)
    return False


def _nobody_uses(var: Path) -> bool:
    """Whether nobody does; the answer holds until our turn ends."""
    with _open(var / USERS) as users:
        return _locked(users)


def _enter(
    var: Path, database: str, *, durable: bool, elsewhere: Sequence[Path]
) -> tuple[Server, IO[bytes]]:
    """Start the server if need be. Our lock is held from before that until it is closed."""
    var.mkdir(parents=True, exist_ok=True)
    for name in (TURN, USERS, KEEPER):
        (var / name).touch(mode=0o600)
    with _turn(var), ExitStack() as undo:
        home = find(var, elsewhere)
        make(home)
        users = undo.enter_context(_open(var / USERS))
        fcntl.flock(users, fcntl.LOCK_SH)
        _ensure_keeper(var, elsewhere)
        if server.settle_state(home) is server.State.STOPPED:
            server.start(home, durable=durable)
        if database != server.ROLE:
            server.add_database(home, database)
        undo.pop_all()
    return Server(server.url(home, database), home.notice), users


def _ensure_keeper(var: Path, elsewhere: Sequence[Path]) -> None:
    with _open(var / KEEPER) as keeper:
        if not _locked(keeper):
            return
    command = [sys.executable, "-m", "models.embedded.keeper", str(var), *map(str, elsewhere)]
    environment = server.ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
    # Without a keeper the last user still stops the server in order.
    with suppress(OSError):
        subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )


def _open(lock: Path) -> IO[bytes]:
    # Never made here: the keeper must not bring back a folder that somebody removes.
    return lock.open("rb+", buffering=0)


@contextmanager
def _turn(var: Path) -> Iterator[None]:
    """Wait for our turn to start or stop the server."""
    deadline = time.monotonic() + TURN_SECONDS
    with _open(var / TURN) as turn:
        while not _locked(turn):
            if time.monotonic() > deadline:
                raise EmbeddedError("Een ander commando houdt de database te lang bezig.")
            time.sleep(0.02)
        yield


def _locked(lock: IO[bytes]) -> bool:
    """Try to have it alone, without waiting."""
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
