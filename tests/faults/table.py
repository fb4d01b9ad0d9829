"""The table of the fault runs: what was broken, what must hold, what was tried, what was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

# Under this name a line goes with the report of its test.
NOTE = "fault"
RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = """# What was broken, and what was seen

Written by `make faults`; each run replaces the rows of the tests that it ran. Every message of a
test has words of its own, so that one that comes twice, or never, is seen at the other end.

| fault | expected | tried | seen |
|---|---|---|---|
"""


@dataclass(frozen=True, order=True)
class Row:
    """One line. `fault` begins with its number (`03 kill -9 while polling`): the table's order."""

    fault: str
    expected: str
    tried: str
    seen: str

    def line(self) -> str:
        return "| " + " | ".join(cell.replace("|", "/") for cell in astuple(self)) + " |"


def noted(reports: Iterable[Any]) -> Mapping[str, Row]:
    """The lines that came with pytest's reports, by their fault."""
    notes = (note for report in reports for note in getattr(report, "user_properties", ()))
    rows = (Row(*cells) for name, cells in notes if name == NOTE)
    return {row.fault: row for row in rows}


def read(path: Path) -> Mapping[str, Row]:
    """The rows of an earlier run by their fault; none where there is no file."""
    lines = path.read_text().splitlines() if path.exists() else []
    cells = [line.strip("| ").split(" | ") for line in lines if line[:3].strip("| ").isdigit()]
    return {row[0]: Row(*row) for row in cells if len(row) == 4}


def write(path: Path, rows: Mapping[str, Row]) -> None:
    """Merge these rows into the table at `path`."""
    merged = sorted({**read(path), **rows}.values())
    path.write_text(_HEAD + "\n".join(row.line() for row in merged) + "\n")
