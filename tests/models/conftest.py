"""A place for an embedded server, and the commands that use it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.embedded_commands import Commands, gone_within

# Only root can become somebody else; without it there is no such story to tell.
collect_ignore = [] if os.geteuid() == 0 else ["test_embedded_as_root.py"]


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for one deployment's own files, which any user may pass through."""
    with tempfile.TemporaryDirectory(prefix="wijkbot-embedded-") as folder:
        Path(folder).chmod(0o711)
        var = Path(folder) / "var"
        yield var
        # A command that the test killed leaves the stopping to its keeper.
        assert gone_within(20, var)


@pytest.fixture
def commands() -> Iterator[Commands]:
    """The commands that a test started; none outlives it."""
    started: Commands = []
    yield started
    for command in started:
        command.kill()
        command.communicate()
