"""A disk of 300 MB for the data folder, which a test can fill and make room on again."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SIZE = "300m"
PIECE = 1 << 16
# As an ordinary user: in a name space of one's own, which lives as long as its shell.
IN_A_SPACE = (
    *("unshare", "--user", "--map-root-user", "--mount", "sh", "-c"),
    f'mount -t tmpfs -o size={SIZE},mode=755 tmpfs "$0" && echo there && exec cat',
)


@dataclass(frozen=True)
class SmallDisk:
    """`folder` is all of it."""

    folder: Path

    def fill(self) -> None:
        """To the last byte. What is freed meanwhile can be taken by another call."""
        with (self.folder / "ballast").open("ab", buffering=0) as ballast:
            try:
                while ballast.write(bytes(PIECE)):
                    pass
            except OSError:
                return

    def make_room(self) -> None:
        (self.folder / "ballast").unlink(missing_ok=True)


@contextmanager
def a_small_disk() -> Iterator[SmallDisk]:
    """Raises AssertionError where this machine lets us have none."""
    with tempfile.TemporaryDirectory(prefix="wijkbot-disk-") as folder:
        Path(folder).chmod(0o711)
        mounted = _mounted if os.geteuid() == 0 and _may_mount(folder) else _in_a_space
        with mounted(Path(folder)) as disk:
            yield SmallDisk(disk)


def _may_mount(folder: str) -> bool:
    return _mount(folder) and not subprocess.call(["umount", folder])


def _mount(folder: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", folder]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def _mounted(folder: Path) -> Iterator[Path]:
    assert _mount(str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def _in_a_space(folder: Path) -> Iterator[Path]:
    """Everybody else sees that disk through the shell's own view of the files."""
    command = [*IN_A_SPACE, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as shell:
        assert shell.stdout is not None
        there = shell.stdout.readline() == b"there\n"
        try:
            assert there, "a test of a full disk needs the right to mount, or user name spaces"
            yield Path(f"/proc/{shell.pid}/root{folder}")
        finally:
            shell.send_signal(signal.SIGTERM)
