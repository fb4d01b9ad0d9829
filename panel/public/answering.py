"""How soon people were answered on each of the last thirty days: what we promise, and if we do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from babel.dates import format_date
from flask import Blueprint, render_template

from models.asking.results import minimum_n
from models.initiatives.terms import local_day, start_of_day
from models.messages.tallying import Answers, per_day
from panel import edge
from panel.public import language, words

pages = Blueprint("answering", __name__)

DAYS = 30


@dataclass(frozen=True)
class Summary:
    """The days from the first that had enough answers, newest first, and what they come to."""

    days: Sequence[Answers]
    minimum: int

    @property
    def shown(self) -> Sequence[Answers]:
        """The days with enough answers to show a figure of."""
        return [day for day in self.days if day.heard >= self.minimum]

    @property
    def whole(self) -> Answers:
        """All days with a figure together, so that it tells nothing of the others."""
        return Answers(
            answered=sum(day.answered for day in self.shown),
            in_1s=sum(day.in_1s for day in self.shown),
            in_10s=sum(day.in_10s for day in self.shown),
            missed=sum(day.missed for day in self.shown),
        )


@pages.get("/antwoordtijd")
def answer_times() -> str:
    words.frame()
    return render_template(
        "public/antwoordtijd.html",
        summary=_summary(),
        percent=percent,
        shortest=shortest,
        today=local_day(edge.now()),
        number_of_days=DAYS,
    )


def _summary() -> Summary:
    session, now = edge.session(), edge.now()
    since = start_of_day(now - timedelta(days=DAYS - 1))
    known = {one.day: one for one in per_day(session, since)}
    days = [local_day(now) - timedelta(days=back) for back in range(DAYS)]
    minimum = minimum_n(session)
    rows = [known.get(day, Answers(day=day)) for day in days]
    while rows and rows[-1].heard < minimum:
        rows.pop()
    return Summary(rows, minimum)


def shortest(day: date) -> str:
    """21 nov: within a month the year says itself."""
    return str(format_date(day, "d MMM", locale=language.current()))


def percent(share: float) -> str:
    """99,9% of 0.9996: never rounded up to a whole that it is not."""
    return f"{words.number(floor(share * 1000) / 10)}%"
