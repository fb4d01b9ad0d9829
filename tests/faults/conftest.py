"""What every fault test notes of itself, for the table."""

from collections.abc import Callable

import pytest

from tests.faults import table


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[str, str, str, str], None]:
    """`note(fault, expected, tried, seen)`: this test's line in the table.

    It goes with the test's report, so that it arrives from whichever worker ran the test.
    """

    def add(fault: str, expected: str, tried: str, seen: str) -> None:
        request.node.user_properties.append((table.NOTE, (fault, expected, tried, seen)))

    return add
