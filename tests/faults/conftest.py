"""Two sizes of every fault test: a short slice for `make test`, all of it for `make faults`."""

from collections.abc import Callable

import pytest

from tests.faults import table


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`size(short, full)`: how much to try in this run."""
    full = bool(request.config.getoption("--full"))
    return lambda short, all_of_it: all_of_it if full else short


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[str, str, str, str], None]:
    """`note(fault, expected, tried, seen)`: this test's line in the table.

    It goes with the test's report, so that it arrives from whichever worker ran the test.
    """

    def add(fault: str, expected: str, tried: str, seen: str) -> None:
        request.node.user_properties.append((table.NOTE, (fault, expected, tried, seen)))

    return add
