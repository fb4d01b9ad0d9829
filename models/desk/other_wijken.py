"""Whether a text speaks of another wijk than the one where it stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.plan.areas import Area, AreaKind


@dataclass(frozen=True)
class Named:
    """A wijk or buurt that the text names, and the wijk it lies in, by id."""

    name: str
    wijk_id: int | None
    stadsdeel_id: int | None


def other_wijken(session: Session, contribution: Contribution) -> list[Named]:
    """What it names of other wijken, in one query; nothing when it names its own as well."""
    text = " ".join(part for part in (contribution.title, contribution.body) if part)
    named = [one for one in _areas(session) if _names(text, one.name)]
    if contribution.wijk_id is None:
        # It is of the whole stadsdeel, so any wijk of that is its own.
        return [one for one in named if one.stadsdeel_id != contribution.stadsdeel_id]
    if any(one.wijk_id == contribution.wijk_id for one in named):
        return []
    return _once(named)


def _areas(session: Session) -> list[Named]:
    rows = session.execute(
        select(Area.name, Area.kind, Area.id, Area.wijk_id, Area.stadsdeel_id)
        .where(Area.kind.in_([AreaKind.WIJK, AreaKind.BUURT]))
        .order_by(Area.kind.desc(), Area.name)
    )
    return [
        Named(name, id_ if kind is AreaKind.WIJK else wijk_id, stadsdeel_id)
        for name, kind, id_, wijk_id, stadsdeel_id in rows
    ]


def _names(text: str, name: str) -> bool:
    """As a word of its own, with its capital or not; "Assendorperstraat" names no wijk."""
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE))


def _once(named: Iterable[Named]) -> list[Named]:
    """Each wijk once: "Assendorp" need not be said for its buurten too."""
    return list({one.wijk_id: one for one in reversed(list(named))}.values())[::-1]
