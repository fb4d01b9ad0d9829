"""A schematic map: cells around one point per buurt, joined to wijken and stadsdelen.

It shows who is whose neighbour, not where borders run. Borders that two areas share are the
same points in both. Areas with official boundaries are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, mapping, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.areas import Area, AreaKind
from models.plan.loading.changes import Changes

# How far the map reaches beyond the outer points, in metres; and how finely its rim is rounded.
_RIM = 900
_METRES_PER_DEGREE = 111_320
# Five decimals of a degree are about one metre.
_GRID = 1e-5

# Area id -> its shape, in degrees.
Shapes = Mapping[int, BaseGeometry]


def draw_areas(session: Session, changes: Changes) -> None:
    """Draws all areas from the points of the buurten.

    Once buurten have official boundaries they keep them, and only what is made of buurten is
    joined anew: a buurt may have gone to another wijk or stadsdeel.
    """
    areas = session.scalars(select(Area).order_by(Area.id)).all()
    buurten = [area for area in areas if area.kind == AreaKind.BUURT]
    official = any(not buurt.schematic for buurt in buurten)
    drawn = _official(buurten) if official else _schematic(buurten)
    put_shapes(areas, drawn, changes, schematic=not official)
    session.flush()


def put_shapes(
    areas: Sequence[Area], buurten: Shapes, changes: Changes, *, schematic: bool
) -> None:
    """Gives buurten their shape, and all areas above those of their buurten together."""
    # Joined from what is stored, rounded, so that a next time gives the very same shapes.
    stored = {area: shape(as_json(each)) for area, each in buurten.items()}
    drawn = {**stored, **_joined(areas, stored)}
    for area in areas:
        if area.id not in drawn:
            continue
        geometry = as_json(drawn[area.id])
        if (area.geometry, area.schematic) != (geometry, schematic):
            area.geometry, area.schematic = geometry, schematic
            changes.of("kaart").changed.append("")


def _official(buurten: Iterable[Area]) -> Shapes:
    return {area.id: shape(area.geometry) for area in buurten if area.geometry is not None}


def _schematic(buurten: Sequence[Area]) -> Shapes:
    points = [(area.lon or 0.0, area.lat or 0.0) for area in buurten]
    return dict(zip((area.id for area in buurten), cells(points), strict=True))


def cells(points: Sequence[tuple[float, float]]) -> list[BaseGeometry]:
    """One polygon per point (lon, lat): all that is nearer to it than to any other point.

    Together they fill the hull of the points and a rim around it, without gap or overlap.
    """
    # Metres, so that "nearer" is nearer on the ground: a degree of longitude is shorter.
    squeeze = cos(radians(sum(lat for _, lat in points) / len(points)))
    flat = [(lon * squeeze, lat) for lon, lat in points]
    hull = MultiPoint(flat).convex_hull.buffer(_RIM / _METRES_PER_DEGREE, quad_segs=4)
    if len(set(flat)) == 1:
        return [_widened(hull, squeeze) for _ in points]
    found = shapely.voronoi_polygons(MultiPoint(flat), extend_to=hull).geoms
    tree = shapely.STRtree(list(found))
    nearest = (found[int(tree.query(Point(each), "intersects")[0])] for each in flat)
    return [_widened(cell.intersection(hull), squeeze) for cell in nearest]


def _joined(areas: Iterable[Area], buurten: Shapes) -> Shapes:
    parts: defaultdict[int, list[BaseGeometry]] = defaultdict(list)
    every = list(areas)
    whole = [area.id for area in every if area.kind == AreaKind.GEMEENTE]
    for area in every:
        if area.id in buurten:
            for above in (area.stadsdeel_id, area.wijk_id, area.cbs_wijk_id, *whole):
                parts[above or 0].append(buurten[area.id])
    return {area: shapely.union_all(shapes, grid_size=_GRID) for area, shapes in parts.items()}


def as_json(geometry: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with coordinates of five decimals."""
    found = mapping(geometry)
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"])}


def _widened(cell: BaseGeometry, squeeze: float) -> BaseGeometry:
    wide = shapely.transform(cell, lambda each: each / [squeeze, 1.0])
    return shapely.set_precision(wide, _GRID)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    return [_rounded(each) for each in value]
