"""Two sizes of every fault test: a short slice for `make test`, all of it for `make faults`."""

from collections.abc import Callable

import pytest

from tests.faults import table

_seen: dict[str, table.Row] = {}


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`size(short, full)`: how much to try in this run."""
    full = bool(request.config.getoption("--full"))
    return lambda short, all_of_it: all_of_it if full else short


@pytest.fixture
def note() -> Callable[[str, str, str, str], None]:
    """`note(fault, expected, tried, seen)`: this test's line in the table."""

    def add(fault: str, expected: str, tried: str, seen: str) -> None:
        _seen[fault] = table.Row(fault, expected, tried, seen)

    return add


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the lines of this run; in a full run, keep them."""
    for row in sorted(_seen.values()):
        terminalreporter.write_line(row.line())
    if _seen and config.getoption("--full"):
        table.write(table.RESULTS, _seen)
