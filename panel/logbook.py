"""The log of what colleagues did, newest first: of the house, and of contributions."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import request, url_for
from flask_admin import expose

from models.operations import chain_watch, logbook
from models.operations.logbook import PAGE, Asked, Entry, Ledger
from models.people.rights import Act
from panel.stadsdelen import role_name, role_of
from panel.templating import moment
from panel.views import PanelView
from texts.catalogue import UnknownKey
from texts.render import text

_DIGITS = 18


class LogbookView(PanelView):
    """For an auditor. It names colleagues and rows, never what residents wrote."""

    act = Act.LOGS
    under = "beheer"
    title_key = "admin.list.logboek"

    def __init__(self) -> None:
        super().__init__("logboek", "/beheer/logboek")

    def is_accessible(self) -> bool:
        # It names colleagues of all stadsdelen.
        return super().is_accessible() and self.may(Act.LOGS, None)

    @property
    def title(self) -> str:
        return text(self.title_key, "nl")

    @expose("/")
    def index(self) -> str:
        """A page of the log. Its filter stands in the address; `voor` is where the page begins."""
        asked = read_asked()
        found = logbook.entries(self.session, asked)
        shown = found[:PAGE]
        here = {name: value for name, value in request.args.items() if name != "voor" and value}
        following: dict[str, Any] = {**here, "voor": shown[-1].id} if len(found) > PAGE else {}
        return str(
            self.render(
                "panel/logbook.html",
                rows=[self._cells(entry, asked.ledger) for entry in shown],
                heads=[text(f"admin.log.{name}", "nl") for name in _HEADS],
                asked=asked,
                ledgers=[(one.value, text(f"logbook.ledger.{one}", "nl")) for one in Ledger],
                whos=_all([(str(id_), name) for id_, name in logbook.colleagues(self.session)]),
                acts=_all(self._acts(asked.ledger)),
                chain=chain_watch.standing(self.session),
                older=url_for("logboek.index", **following) if following else None,
            )
        )

    def _acts(self, ledger: Ledger) -> list[tuple[str, str]]:
        return [(act, _named(act, ledger)) for act in logbook.acts(self.session, ledger)]

    def _cells(self, entry: Entry, ledger: Ledger) -> tuple[Any, ...]:
        who = entry.who or text("admin.log.system", "nl")
        act, moved = _named(entry.act, ledger), _moved(entry)
        if ledger is Ledger.CONTRIBUTIONS:
            return entry.at, who, act, entry.on, [moved]
        return entry.at, who, act, _on(entry.on), [self._detail(entry.detail), *_changes(entry)]

    def _detail(self, detail: str) -> str:
        """Roles by their names; what else was written down as it stands."""
        parts = [role for value in detail.split(", ") if (role := role_of(value))]
        return ", ".join(role_name(self.session, role) for role in parts) or detail


_HEADS = ("at", "by", "act", "subject", "detail")


def read_asked() -> Asked:
    """What the address asks for. Nonsense asks for nothing."""
    args = request.args
    ledger = args.get("van", "")
    return Asked(
        ledger=Ledger(ledger) if ledger in list(Ledger) else Ledger.HOUSE,
        who=_number(args.get("wie", "")),
        act=args.get("wat", "")[:32],
        since=_day(args.get("vanaf", "")),
        until=_day(args.get("tot", "")),
        before=_number(args.get("voor", "")),
    )


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= _DIGITS else None


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    # The day after the last one there is no day.
    return day if 1900 < day.year < 9999 else None


def _named(act: str, ledger: Ledger) -> str:
    if ledger is Ledger.CONTRIBUTIONS:
        return text(f"deed.{act}", "nl")
    return text(f"log.{act.replace(' ', '_')}", "nl")


def _on(subject: str) -> str:
    kind, _, id_ = subject.partition(" ")
    try:
        return text(f"log.on.{kind}", "nl", id=id_)
    except UnknownKey:
        # Once a row was named by a word of its own.
        return subject


def _changes(entry: Entry) -> Iterator[str]:
    """What stood there before and after, column by column."""
    for name, (was, became) in entry.changed.items():
        told = {"what": _column(name), "was": _value(name, was), "became": _value(name, became)}
        yield text("log.changed", "nl", **told)


def _column(name: str) -> str:
    try:
        return text(f"admin.field.{name}", "nl")
    except UnknownKey:
        return name


def _value(name: str, value: object) -> str:
    if value in (None, ""):
        return text("log.nothing", "nl")
    return moment(datetime.fromisoformat(str(value)), "nl") if name.endswith("_at") else str(value)


def _moved(entry: Entry) -> str:
    """Before and after, in words."""
    if not entry.became:
        return ""
    was, became = (
        text(f"status.{one.replace(' ', '_')}", "nl") if one else ""
        for one in (entry.was, entry.became)
    )
    return f"{was} → {became}" if was else became


def _all(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", text("queue.all", "nl")), *options]
