"""What we promise whoever says something, and whether we keep it: the panel's own figures."""

from datetime import timedelta

from flask import Blueprint, render_template

from models.asking.results import minimum_n
from models.initiatives.terms import local_day
from models.overview.handling import Handling, became, grounds, handling, whole
from models.overview.period import Period
from models.overview.promises import outcomes, shown_of
from models.plan import queries
from panel import edge
from panel.public import words
from panel.public.answering import percent

pages = Blueprint("promising", __name__)

WEEKS = 13


@pages.get("/beloften")
def promises() -> str:
    frame = words.frame()
    session, now = edge.session(), edge.now()
    period = Period.of_weeks(local_day(now) - timedelta(days=1), WEEKS)
    minimum = minimum_n(session)
    parts = handling(session, period, frame.term_days, now)
    shown = shown_of(parts, minimum)
    city = whole(parts.values())
    return render_template(
        "public/beloften.html",
        period=period,
        minimum=minimum,
        term=frame.term_days,
        city=city if city.came >= minimum else None,
        places=[(area.name, shown.get(area.id)) for area in queries.stadsdelen(session)],
        outcomes=outcomes(became(session, period, None), minimum),
        grounds=outcomes(grounds(session, period, None), minimum),
        in_time=_in_time,
    )


def _in_time(part: Handling) -> str:
    late = part.share_late
    return "-" if late is None else percent(1 - late)
