"""Keeping the database in a file. Never with the keys: without them nobody can read it."""

import os
from pathlib import Path

from sqlalchemy import Engine

from models.operations.refusing import OperationError
from models.operations.tools import last_line, run, server_major, tool


def back_up(engine: Engine, url: str, file: Path) -> int:
    """Write the whole database to a new file that only we may read; its size in bytes.

    The file is there whole or not at all. Raises OperationError.
    """
    if file.exists():
        raise OperationError("backup.exists", file=file)
    pg_dump = tool("pg_dump", server_major(engine))
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    except OSError as error:
        raise OperationError("backup.no_place", file=file, why=error.strerror) from None
    try:
        _dump(pg_dump, url, draft)
        # Unlike a rename this never takes the place of what somebody else put there meanwhile.
        os.link(draft, file)
        return file.stat().st_size
    except FileExistsError:
        raise OperationError("backup.exists", file=file) from None
    finally:
        draft.unlink(missing_ok=True)


def _dump(pg_dump: Path, url: str, draft: Path) -> None:
    what = ("--format=custom", "--no-owner", "--no-privileges", "--no-comments")
    done = run([pg_dump, *what, "--file", draft], url)
    if done.returncode != 0:
        raise OperationError("backup.failed", why=last_line(done.stderr))
