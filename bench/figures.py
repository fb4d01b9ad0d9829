"""Times that were measured, and what we wanted them to be."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Times of one kind, in seconds. `limit`: what 95 of 100 should stay under."""

    what: str
    times: Sequence[float]
    limit: float

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20, method="inclusive")[-1]

    @property
    def good(self) -> bool:
        return self.p95 < self.limit

    def lines(self) -> list[str]:
        """One row of the table."""
        median = statistics.median(self.times)
        return [
            f"| {self.what} | {len(self.times)} | {_ms(median)} | {_ms(self.p95)} "
            f"| p95 < {_ms(self.limit)} | {'good' if self.good else 'NOT GOOD'} |"
        ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
