"""What residents find important, as the editors of the next cycle read it: listed and counted."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.initiatives.contributions import Matter
from models.initiatives.links import Link
from models.initiatives.published import is_published
from models.initiatives.terms import local_day
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.coming import coming_cycle
from models.plan.cycles import Theme
from models.plan.opgaven import Opgave

LISTED = 500


@dataclass(frozen=True)
class MatterLine:
    """One matter that a wijkmanager put on the list. `opgaven`: what staff linked it to."""

    ref: str
    words: str
    language: str
    theme: str
    wijk: str
    stadsdeel: str
    stadsdeel_id: int
    place: str
    on: date
    opgaven: tuple[str, ...]


@dataclass(frozen=True)
class Matters:
    """The list for the next cycle, newest first, with how many there are by theme and by wijk.

    An empty theme stands for who chose none.
    """

    cycle: str
    lines: Sequence[MatterLine]
    by_theme: Sequence[tuple[str, int]]
    by_wijk: Sequence[tuple[str, int]]


def load_matters(session: Session, staff: Staff) -> Matters:
    """Of the stadsdelen where this colleague may see them; in three queries."""
    cycle = coming_cycle(session)
    lines = _lines(session, staff, cycle.id if cycle else None)
    return Matters(
        cycle=cycle.name if cycle else "",
        lines=lines[:LISTED],
        by_theme=Counter(line.theme for line in lines).most_common(),
        by_wijk=Counter(line.wijk for line in lines).most_common(),
    )


def _lines(session: Session, staff: Staff, cycle_id: int | None) -> Sequence[MatterLine]:
    wijk, stadsdeel = aliased(Area), aliased(Area)
    rows = session.execute(
        select(Matter, Theme.name, wijk.name, stadsdeel.name)
        .join(wijk, wijk.id == Matter.wijk_id)
        .join(stadsdeel, stadsdeel.id == Matter.stadsdeel_id)
        .outerjoin(Theme, Theme.id == Matter.theme_id)
        .where(is_published(Matter), within(Matter.stadsdeel_id, staff, Act.MATTERS))
        # What was said before there was a next cycle is for the first one that comes.
        .where(Matter.for_cycle_id.is_(None) | (Matter.for_cycle_id == cycle_id))
        .order_by(Matter.placed_at.desc().nulls_last(), Matter.id.desc())
    ).all()
    opgaven = _opgaven(session, [matter.id for matter, *_ in rows])
    return [
        MatterLine(
            ref=matter.ref,
            words=matter.public_body or matter.public_title or "",
            language=matter.language,
            theme=theme or "",
            wijk=in_wijk,
            stadsdeel=in_stadsdeel,
            stadsdeel_id=matter.stadsdeel_id,
            place=matter.place_text or "",
            on=local_day(matter.placed_at or matter.status_changed_at),
            opgaven=tuple(opgaven.get(matter.id, ())),
        )
        for matter, theme, in_wijk, in_stadsdeel in rows
    ]


def _opgaven(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = session.execute(
        select(Link.contribution_id, Opgave.title)
        .join(Opgave, Opgave.id == Link.opgave_id)
        .where(Link.contribution_id.in_(ids))
        .order_by(Link.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for matter_id, title in rows:
        found[matter_id].append(title)
    return found
