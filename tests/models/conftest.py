"""A place for an embedded server, and the commands that use it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.embedded import ensure_server
from tests.models.embedded_commands import Commands, gone_within
from tests.places import passable_folder

# Only root can become somebody else; without it there is no such story to tell.
collect_ignore = [] if os.geteuid() == 0 else ["test_embedded_as_root.py"]


@pytest.fixture
def var() -> Iterator[Path]:
    """An empty folder for one deployment's own files."""
    yield from _place()


@pytest.fixture(scope="module")
def _place_of_the_module() -> Iterator[Path]:
    for var in _place():
        with ensure_server(var, durable=False):
            pass
        yield var


@pytest.fixture
def used(_place_of_the_module: Path) -> Iterator[Path]:
    """The folder of a deployment that ran before; its server stands still."""
    yield _place_of_the_module
    assert gone_within(20, _place_of_the_module)


def _place() -> Iterator[Path]:
    with passable_folder() as folder:
        yield folder / "var"
        # A command that the test killed leaves the stopping to its keeper.
        assert gone_within(20, folder / "var")


@pytest.fixture
def commands() -> Iterator[Commands]:
    """The commands that a test started; none outlives it."""
    started: Commands = []
    yield started
    for command in started:
        command.kill()
        command.communicate()
