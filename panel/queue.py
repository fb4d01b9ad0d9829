"""The queue: what waits in one's own stadsdelen, what is late, and how to find the rest."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for
from flask_admin import expose
from sqlalchemy import select

from models.initiatives import queue
from models.initiatives.contributions import ContributionKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.queue import Counts, Cursor, Filters, Tab
from models.people.rights import Act, allowed_somewhere, within
from models.plan.areas import Area, AreaKind
from panel.forms.fields import clean
from panel.views import PanelView
from texts.render import text

Option = TypeVar("Option", bound=StrEnum)


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
        page = queue.page(self.session, self.staff, filters, self.now, read_cursor())
        counts = queue.counts(self.session, self.staff, self.now)
        return str(
            self.render(
                "queue/index.html",
                cards=page.cards,
                filters=filters,
                tabs=self._tabs(counts, filters.tab),
                count=dict(_numbers(counts)).get(filters.tab),
                later=_later(page.after),
                first=url_for("queue.index", **_without_cursor()) if read_cursor() else None,
                wijken=self._wijken(),
                kinds=_options("kind", ContributionKind),
                statuses=_options("status", Moderation),
            )
        )

    def _tabs(self, counts: Counts, current: Tab) -> list[tuple[Tab, int | None, str, bool]]:
        """Tab, how many, its address, and whether one is there."""
        hidden = () if allowed_somewhere(self.staff, Act.SECOND_LOOK) else (Tab.LOOKS,)
        return [
            (tab, number, url_for("queue.index", tab=tab.value), tab is current)
            for tab, number in _numbers(counts)
            if tab not in hidden
        ]

    def _wijken(self) -> Sequence[tuple[int | str, str]]:
        rows = self.session.execute(
            select(Area.id, Area.name)
            .where(Area.kind == AreaKind.WIJK, within(Area.stadsdeel_id, self.staff, Act.READ))
            .order_by(Area.name)
        )
        return [("", text("queue.all", "nl")), *((id_, name) for id_, name in rows)]


def read_filters() -> Filters:
    """What the address asks for. Nonsense asks for nothing."""
    wijk = request.args.get("wijk", "")
    return Filters(
        tab=_pick(Tab, request.args.get("tab")) or Tab.TO_DO,
        kind=_pick(ContributionKind, request.args.get("soort")),
        status=_pick(Moderation, request.args.get("status")),
        wijk_id=int(wijk) if wijk.isascii() and wijk.isdecimal() and len(wijk) < 18 else None,
        words=clean(request.args.get("q"))[:100],
    )


def read_cursor() -> Cursor | None:
    """Where the page goes on, as `_later` wrote it."""
    day, _, number = request.args.get("na", "").partition("_")
    try:
        return Cursor(date.fromisoformat(day), int(number[:18]))
    except ValueError:
        return None


def _options(about: str, values: type[StrEnum]) -> list[tuple[str, str]]:
    """Values and labels of a choice, "all" first."""
    names = [(one.value, text(f"{about}.{one.value.replace(' ', '_')}", "nl")) for one in values]
    return [("", text("queue.all", "nl")), *names]


def _later(after: Cursor | None) -> str | None:
    if after is None:
        return None
    here = _without_cursor() | {"na": f"{after.due_on.isoformat()}_{after.id}"}
    return url_for("queue.index", **here)


def _without_cursor() -> dict[str, Any]:
    known = ("tab", "soort", "status", "wijk", "q")
    return {name: value for name in known if (value := request.args.get(name, ""))}


def _pick(options: type[Option], value: str | None) -> Option | None:
    return next((option for option in options if option.value == value), None)


def _numbers(counts: Counts) -> list[tuple[Tab, int | None]]:
    return [
        (Tab.TO_DO, counts.to_do),
        (Tab.LATE, counts.late),
        (Tab.WAITING, counts.waiting),
        (Tab.OBJECTIONS, counts.objections),
        (Tab.CHANGES, counts.changes),
        (Tab.LOOKS, counts.looks),
        (Tab.ALL, None),
    ]
