"""Temporary folders for the servers of the tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 2 << 30


@contextmanager
def passable_folder() -> Iterator[Path]:
    """A new folder that any user may pass through; under root the server runs as another.

    In memory where there is room: what a test database costs is above all making files.
    """
    quick = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    with tempfile.TemporaryDirectory(prefix="wijkbot-", dir=MEMORY if quick else None) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
