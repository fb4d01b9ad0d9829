"""The queue's address: what is asked of it, so that a link shows a colleague the same."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from models.initiatives.contributions import ContributionKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.queue_filters import Age, Filters, Tab
from models.initiatives.queue_finding import Cursor
from panel.forms.fields import clean

LONGEST = 100
_AFTER = "na"
# No id has more digits.
_DIGITS = 18
Option = TypeVar("Option", bound=StrEnum)


def read_filters(asked: MultiDict[str, str] | None = None) -> Filters:
    """What the address asks for, or what was written down of one. Nonsense asks for nothing."""
    args = request.args if asked is None else asked
    return Filters(
        tab=_pick(Tab, args.get("tab")) or Tab.TO_DO,
        kind=_pick(ContributionKind, args.get("soort")),
        status=_pick(Moderation, args.get("status")),
        wijk_id=_number(args.get("wijk")),
        category_id=_number(args.get("categorie")),
        opgave_id=_number(args.get("opgave")),
        age=_pick(Age, args.get("sinds")),
        words=clean(args.get("q"))[:LONGEST],
    )


def written(filters: Filters) -> dict[str, str]:
    """The filters as an address has them; what is not asked is left out."""
    values = {
        "tab": filters.tab.value,
        "soort": filters.kind,
        "status": filters.status,
        "wijk": filters.wijk_id,
        "categorie": filters.category_id,
        "opgave": filters.opgave_id,
        "sinds": filters.age,
        "q": filters.words,
    }
    return {name: str(value) for name, value in values.items() if value}


def read_written(query: str) -> Filters:
    """The filters of a query string that was kept."""
    return read_filters(MultiDict(parse_qsl(query)))


def address(filters: Filters, after: Cursor | None = None) -> str:
    """Where the queue shows this, from its beginning or going on after a row."""
    asked: dict[str, Any] = {**written(filters)}
    if after is not None:
        asked[_AFTER] = f"{after.at.isoformat()}_{after.id}"
    return url_for("queue.index", **asked)


def read_cursor(tab: Tab) -> Cursor | None:
    """Where the page goes on, as `address` wrote it."""
    at, _, number = request.args.get(_AFTER, "").partition("_")
    try:
        return Cursor(_moment(at) if tab is Tab.ALL else date.fromisoformat(at), _id(number))
    except ValueError:
        return None


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.utcoffset() is None:
        raise ValueError(value)
    return moment


def _id(value: str) -> int:
    number = _number(value)
    if number is None:
        raise ValueError(value)
    return number


def _number(value: str | None) -> int | None:
    plain = value is not None and value.isascii() and value.isdecimal() and len(value) <= _DIGITS
    return int(value) if value and plain else None


def _pick(options: type[Option], value: str | None) -> Option | None:
    return next((option for option in options if option.value == value), None)
