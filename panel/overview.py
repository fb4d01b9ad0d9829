"""The overview of the work: figures of a period, for the city or one stadsdeel, and as files."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, abort, request, url_for
from flask_admin import expose

from models.initiatives.terms import local_day
from models.overview.period import Period
from models.people.rights import Act
from panel.overview_parts import PARTS, About, Part
from panel.stadsdelen import stadsdelen
from panel.views import PanelView
from texts.render import text

WEEKS = (4, 13, 52)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. Nonsense asks for four weeks of the whole city."""

    weeks: int
    stadsdeel_id: int | None

    @property
    def query(self) -> dict[str, Any]:
        """The same as an address says it."""
        where = {"stadsdeel": self.stadsdeel_id} if self.stadsdeel_id else {}
        return {"weken": self.weeks, **where}


class OverviewView(PanelView):
    """For who works with contributions. Numbers only: no words, no names."""

    act = Act.OVERVIEW
    menu_key = "panel.menu.overview"
    menu_place = 28

    def __init__(self) -> None:
        super().__init__("overzicht", "/overzicht")

    @expose("/")
    def index(self) -> str:
        wanted = self._wanted()
        about = self._about(wanted)
        files = {key: url_for(".file", part=key, **wanted.query) for key in PARTS}
        return str(
            self.render(
                "overview/index.html",
                parts=[(key, make(about)) for key, make in PARTS.items()],
                files=files,
                period=about.period,
                weeks=[(str(n), text("overview.weeks", "nl", n=n)) for n in WEEKS],
                places=[
                    ("", text("overview.city", "nl")),
                    *((str(id_), name) for id_, name in about.places.items()),
                ],
                wanted=wanted,
            )
        )

    @expose("/<part>.csv")
    def file(self, part: str) -> Response:
        """The table of one part, for a spreadsheet."""
        make = PARTS.get(part)
        if make is None:
            abort(404)
        made = make(self._about(self._wanted()))
        headers = {"Content-Disposition": f'attachment; filename="overzicht-{part}.csv"'}
        return Response(_csv(made), content_type="text/csv; charset=utf-8", headers=headers)

    def _wanted(self) -> Wanted:
        places = {area.id for area in stadsdelen(self.session)}
        weeks = request.args.get("weken", type=int)
        stadsdeel = request.args.get("stadsdeel", type=int)
        return Wanted(
            weeks if weeks in WEEKS else WEEKS[0], stadsdeel if stadsdeel in places else None
        )

    def _about(self, wanted: Wanted) -> About:
        yesterday = local_day(self.now) - timedelta(days=1)
        period = Period.of_weeks(yesterday, wanted.weeks)
        places = {area.id: area.name for area in stadsdelen(self.session)}
        return About(self.session, period, wanted.stadsdeel_id, places, self.now)


def _csv(part: Part) -> str:
    """With the mark that makes spreadsheets read it as UTF-8. All of it is ours: no formulas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(part.heads)
    writer.writerows(row.cells for row in part.rows)
    return "\ufeff" + out.getvalue()
