"""Published initiatives from near to far, seen from a wijk or from a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, isfinite, radians

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.published import PublicInitiative, published
from models.plan.areas import Area, AreaKind
from models.plan.distances import METRES_PER_DEGREE, Point, metres_between, point
from models.plan.queries import nearest_buurt

SHOWN = 10
# So many wijken are looked at, the own one and those around it.
_WIJKEN = 8
# What is somewhere in a wijk comes after what is known to be around the corner.
_SOMEWHERE = 400


@dataclass(frozen=True)
class Near:
    """An initiative; `metres` is known where it and the place asked for are on the map."""

    initiative: PublicInitiative
    metres: int | None


@dataclass(frozen=True)
class Around:
    """`wijk` is the slug of where was looked."""

    wijk: str
    initiatives: tuple[Near, ...]


def nearby(
    session: Session, wijk: str = "", lat: float | None = None, lon: float | None = None
) -> Around | None:
    """At most SHOWN, the nearest first; None where there is no such wijk, or no such place here."""
    here = point(lat, lon)
    wijken = session.scalars(select(Area).where(Area.kind == AreaKind.WIJK)).all()
    own = _wijk_at(session, wijken, here) if here else _by_slug(wijken, wijk)
    if own is None:
        return None
    metres = _metres(wijken, own, here)
    rows = published(
        session,
        Initiative.wijk_id.in_(metres),
        first=cast(_away(metres, here), Integer),
        limit=SHOWN,
    )
    return Around(own.slug, tuple(Near(row, _shown(row, here)) for row in rows))


def _wijk_at(session: Session, wijken: Sequence[Area], here: Point) -> Area | None:
    buurt = nearest_buurt(session, here.lat, here.lon)
    return next((wijk for wijk in wijken if buurt and wijk.id == buurt.wijk_id), None)


def _by_slug(wijken: Sequence[Area], slug: str) -> Area | None:
    return next((wijk for wijk in wijken if wijk.slug == slug), None)


def _metres(wijken: Sequence[Area], own: Area, here: Point | None) -> Mapping[int, int]:
    """By id, how far the own wijk and those around it are; who is in it is somewhere in it."""
    centre = here or point(own.lat, own.lon)
    away = {wijk.id: metres_between(centre, point(wijk.lat, wijk.lon)) for wijk in wijken}
    known = {id: round(metres) for id, metres in away.items() if isfinite(metres)}
    around = sorted(known, key=lambda id: known[id])[:_WIJKEN]
    return {id: max(_SOMEWHERE, known[id]) for id in around} | {own.id: _SOMEWHERE if here else 0}


def _away(metres: Mapping[int, int], here: Point | None) -> ColumnElement[float]:
    """To the pin where there is one and a place was asked for, else to the wijk."""
    to_wijk = case(dict(metres), value=Initiative.wijk_id)
    if here is None:
        return to_wijk
    north = (Initiative.lat - here.lat) * METRES_PER_DEGREE
    east = (Initiative.lon - here.lon) * METRES_PER_DEGREE * cos(radians(here.lat))
    return func.coalesce(func.sqrt(north * north + east * east), to_wijk)


def _shown(row: PublicInitiative, here: Point | None) -> int | None:
    """From the public pin, which is no front door."""
    metres = metres_between(here, point(row.lat, row.lon))
    return round(metres) if isfinite(metres) else None
