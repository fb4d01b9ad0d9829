"""What a work of the bench found: tables of figures, and how far they are from what we want."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

REACHED, GOOD, MISSED = "aim reached", "bar reached", "NOT REACHED"


@dataclass(frozen=True)
class Bar:
    """One thing that we want: at least `bar`, rather `aim`; where `most`, at most these.

    `got` and both limits are in `unit`: `x` (times as good), `ms`, `%`, `/s`, ....
    """

    what: str
    got: float
    bar: float
    aim: float | None = None
    unit: str = "x"
    most: bool = False

    @property
    def good(self) -> bool:
        return self._within(self.bar)

    @property
    def verdict(self) -> str:
        if not self.good:
            return MISSED
        return REACHED if self._within(self.bar if self.aim is None else self.aim) else GOOD

    def _within(self, limit: float) -> bool:
        return self.got <= limit if self.most else self.got >= limit

    def row(self) -> Sequence[str]:
        aim = self._shown(self.aim) if self.aim is not None else ""
        return self.what, self._shown(self.got), self._shown(self.bar), aim, self.verdict

    def _shown(self, value: float) -> str:
        return f"{rounded(value)}{' ' * (self.unit not in ('x', '%'))}{self.unit}"


@dataclass(frozen=True)
class Table:
    """Figures as they were measured. `note` says how, in a sentence or two."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def lines(self) -> list[str]:
        note = ["", self.note] if self.note else []
        return [f"### {self.title}", "", *table(self.columns, self.rows), *note, ""]


@dataclass(frozen=True)
class Report:
    """What one work of the bench says."""

    tables: Sequence[Table]
    bars: Sequence[Bar] = field(default=())


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown has it."""
    return [_row(columns), "|---" * len(columns) + "|", *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def spread(values: Sequence[float], shown: Callable[[float], str] | None = None) -> str:
    """The median, and between brackets the lowest and the highest."""
    show = shown or rounded
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{show(middle)} ({show(low)}-{show(high)})"


def rounded(value: float) -> str:
    """Three digits that count; thousands with a comma."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 stay under."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
