"""Folders for the tests of loading: the made-up gemeente, with mistakes or changes written in."""

import shutil
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

from models.db import transaction
from models.plan.loading import Changes, FolderError, GemeenteFolder, load, read_folder

ROOT = Path(__file__).resolve().parents[2]
KLEINDORP = ROOT / "tests" / "data" / "kleindorp"
ZWOLLE = ROOT / "gemeenten" / "zwolle"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@lru_cache
def zwolle_folder() -> GemeenteFolder:
    """Zwolle as it stands in the project, read once for all tests."""
    return read_folder(ZWOLLE)


def copy_of(source: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(source, tmp_path / source.name))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces a text that must be there, once."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def load_from(engine: Engine, folder: Path, now: datetime = NOW) -> Changes:
    with transaction(engine) as session:
        return load(session, read_folder(folder), now)


def said_of(changes: Changes) -> dict[str, tuple[int, int, int]]:
    """Added, changed and removed by sheet, of the sheets where anything happened."""
    return {
        name: (len(counted.added), len(counted.changed), len(counted.removed))
        for name, counted in changes.sheets.items()
        if counted
    }


def mistakes_in(folder: Path) -> list[str]:
    """What `wijkbot load` would print of a folder that is wrong."""
    try:
        read_folder(folder)
    except FolderError as error:
        return str(error).splitlines()
    return []
