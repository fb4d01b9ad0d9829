"""The queue: what waits in one's own stadsdelen, what is late, and how to find the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.initiatives import queue
from models.initiatives.contributions import ContributionKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.queue_counts import COUNTED, Count, count
from models.initiatives.queue_filters import Age, Filters, Tab
from models.initiatives.queue_options import options
from models.initiatives.saved_tabs import tabs_of
from models.initiatives.terms import local_day
from models.people.rights import Act, within
from models.plan.areas import Area, AreaKind
from panel.exporting import link
from panel.queue_address import address, read_cursor, read_filters, read_written, written
from panel.stadsdelen import lent_places
from panel.views import PanelView
from texts.render import text

# Heaps that are shown where something is in them.
_AT_TIMES = frozenset({Tab.OBJECTIONS, Tab.CHANGES, Tab.LOOKS, Tab.PLANS})


@dataclass(frozen=True)
class TabLink:
    """A heap, or a tab of one's own, as one can go to it; and how much is in it."""

    name: str
    count: Count | None
    url: str
    current: bool
    late: bool


class QueueView(PanelView):
    """For whoever may read contributions. It only reads."""

    act = Act.READ
    menu_key = "panel.menu.queue"
    menu_place = 10

    def __init__(self) -> None:
        super().__init__("queue", "/queue")

    @expose("/")
    def index(self) -> str:
        filters = read_filters()
        after = read_cursor(filters.tab)
        page = queue.page(self.session, self.staff, filters, self.now, after)
        tabs = self._tabs(filters)
        return str(
            self.render(
                "queue/index.html",
                cards=page.cards,
                filters=filters,
                tabs=tabs,
                here=next(tab for tab in tabs if tab.current),
                query=urlencode(written(filters)),
                later=address(filters, page.after) if page.after else None,
                first=address(filters) if after else None,
                choices=self._choices(filters),
                export=link(self.staff, filters),
                today=local_day(self.now),
                tiles=current_app.config["BASEMAP_URL"],
                lent=lent_places(self.session, self.staff),
            )
        )

    @expose("/wijken")
    def areas(self) -> ResponseReturnValue:
        """The wijken where one may read, for the map: name and GeoJSON shape of each."""
        known = within(Area.stadsdeel_id, self.staff, Act.READ)
        shaped = select(Area.name, Area.geometry).where(
            Area.kind == AreaKind.WIJK, Area.geometry.is_not(None), known
        )
        rows = self.session.execute(shaped.order_by(Area.name))
        return jsonify([{"name": name, "shape": shape} for name, shape in rows])

    def _tabs(self, here: Filters) -> list[TabLink]:
        """The heaps of everybody, then one's own tabs; all counted in one query."""
        mine = [(tab.name, read_written(tab.query)) for tab in tabs_of(self.session, self.staff)]
        heaps = [(_name(tab), Filters(tab)) for tab in Tab]
        counted = [*(Filters(tab) for tab in COUNTED), *(filters for _, filters in mine)]
        numbers = dict(
            zip(counted, count(self.session, self.staff, counted, self.now), strict=True)
        )
        exact = here in numbers
        return [
            TabLink(name, number, address(filters), current, late)
            for name, filters in (*heaps, *mine)
            for number in [numbers.get(filters)]
            for current in [filters == here if exact else filters == Filters(here.tab)]
            for late in [filters.tab is Tab.LATE and bool(number)]
            if current or number or filters.tab not in _AT_TIMES
        ]

    def _choices(self, filters: Filters) -> list[tuple[str, list[tuple[str, str]], str]]:
        """Each choice of the filter: its name in the address, its options, what is chosen."""
        known = options(self.session, self.staff)
        chosen = (
            ("wijk", _named(known.wijken), filters.wijk_id),
            ("opgave", _named(known.opgaven), filters.opgave_id),
            ("categorie", _named(known.categories), filters.category_id),
            ("soort", _options("kind", ContributionKind), filters.kind),
            ("status", _options("status", Moderation), filters.status),
            ("sinds", _options("queue.age", Age), filters.age),
        )
        everything = ("", text("queue.all", "nl"))
        return [(name, [everything, *given], str(one or "")) for name, given, one in chosen]


def _name(tab: Tab) -> str:
    return text(f"queue.tab.{tab.value.replace('-', '_')}", "nl")


def _named(pairs: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(id_), name) for id_, name in pairs]


def _options(about: str, values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, text(f"{about}.{one.value.replace(' ', '_')}", "nl")) for one in values]
