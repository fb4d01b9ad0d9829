"""The queue: what waits in one's own stadsdelen, what is late, and how to find the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_admin import expose

from models.initiatives import queue, queue_counts
from models.initiatives.contributions import ContributionKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.queue_counts import Count
from models.initiatives.queue_filters import Age, Filters, Tab
from models.initiatives.queue_options import options
from models.people.rights import Act
from panel.queue_address import address, read_cursor, read_filters
from panel.views import PanelView
from texts.render import text

# Heaps that are shown where something is in them.
_AT_TIMES = frozenset({Tab.OBJECTIONS, Tab.CHANGES, Tab.LOOKS})


@dataclass(frozen=True)
class TabLink:
    """A heap as one can go to it, and how much is in it."""

    tab: Tab
    number: Count | None
    url: str
    current: bool


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
        counts = queue_counts.counts(self.session, self.staff, self.now)
        return str(
            self.render(
                "queue/index.html",
                cards=page.cards,
                filters=filters,
                tabs=_tabs(counts, filters.tab),
                count=counts.get(filters.tab),
                later=address(filters, page.after) if page.after else None,
                first=address(filters) if after else None,
                choices=self._choices(filters),
            )
        )

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


def _tabs(counts: Mapping[Tab, Count], current: Tab) -> list[TabLink]:
    return [
        TabLink(tab, counts.get(tab), address(Filters(tab)), tab is current)
        for tab in Tab
        if tab is current or tab not in _AT_TIMES or counts[tab]
    ]


def _named(pairs: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(id_), name) for id_, name in pairs]


def _options(about: str, values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, text(f"{about}.{one.value.replace(' ', '_')}", "nl")) for one in values]
