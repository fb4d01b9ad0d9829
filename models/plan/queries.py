"""Where a place lies, and what holds there."""

from collections.abc import Sequence
from math import cos, hypot, radians

from shapely.geometry import Point, shape
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.plan.areas import Area, AreaKind
from models.plan.cycles import Cycle, CycleState
from models.plan.opgaven import Opgave, OpgaveState, OpgaveWijk, Scope

_METRES_PER_DEGREE = 111_320
# On a schematic map the rim says little, so whoever is this near to a buurt's point is in it.
_NEAR_A_POINT = 3_000
# Official boundaries are sharp; this is how far a phone may be wrong about its place.
_NEAR_A_BORDER = 250


def stadsdelen(session: Session) -> Sequence[Area]:
    """All stadsdelen by name."""
    return _areas(session, AreaKind.STADSDEEL)


def wijken(session: Session) -> Sequence[Area]:
    """All wijken, as residents know them, by name."""
    return _areas(session, AreaKind.WIJK)


def wijk_by_slug(session: Session, slug: str) -> Area | None:
    query = select(Area).where(Area.kind == AreaKind.WIJK, Area.slug == slug)
    return session.scalars(query).one_or_none()


def nearest_buurt(session: Session, lat: float, lon: float) -> Area | None:
    """The buurt of a place (degrees, WGS84), or None when it lies outside the gemeente.

    That is the buurt around the place, or else the nearest one: on a schematic map within three
    kilometres of its point, with official boundaries as near as a phone may be wrong.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    buurten = _areas(session, AreaKind.BUURT)
    around = next((buurt for buurt in buurten if _distance(buurt, lat, lon) == 0), None)
    if around is not None or not buurten:
        return around
    schematic = all(buurt.schematic for buurt in buurten)
    distance = _to_point if schematic else _distance
    nearest = min(buurten, key=lambda buurt: distance(buurt, lat, lon))
    limit = _NEAR_A_POINT if schematic else _NEAR_A_BORDER
    return nearest if distance(nearest, lat, lon) <= limit else None


def opgaven_for_wijk(session: Session, wijk_id: int) -> Sequence[Opgave]:
    """What is important in a wijk in the current cycle, from near to far.

    First its own opgaven; then those of the whole stadsdeel, of the buitengebied if the wijk is
    that, and of the stadsdeel's bewonersgroepen. What is still being written is not there.
    """
    wijk = session.get(Area, wijk_id)
    if wijk is None:
        return []
    own = select(OpgaveWijk.opgave_id).where(OpgaveWijk.wijk_id == wijk_id)
    wide = [Scope.STADSDEEL, Scope.GROUP, *([Scope.BUITENGEBIED] if wijk.rural else [])]
    around = (Opgave.stadsdeel_id == wijk.stadsdeel_id) & Opgave.scope.in_(wide)
    found = session.scalars(
        select(Opgave)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Cycle.state == CycleState.CURRENT, Opgave.state != OpgaveState.PREPARING)
        .where(or_(Opgave.id.in_(own), around))
        .order_by(Opgave.slug)
    ).all()
    order = list(Scope)
    return sorted(found, key=lambda opgave: order.index(opgave.scope))


def _areas(session: Session, kind: AreaKind) -> Sequence[Area]:
    return session.scalars(select(Area).where(Area.kind == kind).order_by(Area.name)).all()


def _distance(buurt: Area, lat: float, lon: float) -> float:
    """Metres to the buurt's shape; 0 inside it. Without a shape it is nowhere."""
    if buurt.geometry is None:
        return float("inf")
    return float(shape(buurt.geometry).distance(Point(lon, lat))) * _METRES_PER_DEGREE


def _to_point(buurt: Area, lat: float, lon: float) -> float:
    """Metres to the buurt's inner point, on a plane: over some kilometres that is right."""
    if buurt.lat is None or buurt.lon is None:
        return float("inf")
    east = (buurt.lon - lon) * cos(radians(lat))
    return hypot(buurt.lat - lat, east) * _METRES_PER_DEGREE
