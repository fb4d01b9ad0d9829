"""The days that an overview is about."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.initiatives.terms import AMSTERDAM


@dataclass(frozen=True)
class Period:
    """From the first up to and including the last day, as people here count them."""

    first: date
    last: date

    @classmethod
    def of_weeks(cls, last: date, weeks: int) -> "Period":
        """So many whole weeks, of which `last` is the last day."""
        return cls(last - timedelta(days=7 * weeks - 1), last)

    @property
    def since(self) -> datetime:
        """The moment at which it begins."""
        return datetime.combine(self.first, time(), AMSTERDAM)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), AMSTERDAM)

    @property
    def weeks(self) -> list[date]:
        """The first day of each of its weeks of seven days, oldest first."""
        days = (self.last - self.first).days + 1
        return [self.first + timedelta(days=at) for at in range(0, days, 7)]
