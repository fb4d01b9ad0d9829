"""A schematic map: cells around one point per buurt, joined to wijken and stadsdelen.

It shows who is whose neighbour, not where borders run. Borders that two areas share are the
same points in both. Areas with official boundaries are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, mapping
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


def draw_areas(session: Session, changes: Changes) -> None:
    """Draws all areas of which the geometry is schematic, unless official ones are there."""
    areas = session.scalars(select(Area).order_by(Area.id)).all()
    if any(not area.schematic for area in areas):
        return
    buurten = [area for area in areas if area.kind == AreaKind.BUURT]
    points = [(area.lon or 0.0, area.lat or 0.0) for area in buurten]
    drawn = dict(zip((area.id for area in buurten), cells(points), strict=True))
    drawn.update(joined(buurten, areas, drawn))
    for area in areas:
        geometry = as_json(drawn[area.id]) if area.id in drawn else None
        if area.geometry != geometry:
            area.geometry = geometry
            changes.of("kaart").changed.append("")
    session.flush()


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


def joined(
    buurten: Sequence[Area], areas: Iterable[Area], drawn: Mapping[int, BaseGeometry]
) -> dict[int, BaseGeometry]:
    """The areas above buurten, each the union of its own."""
    parts: defaultdict[int, list[BaseGeometry]] = defaultdict(list)
    whole = [area.id for area in areas if area.kind == AreaKind.GEMEENTE]
    for buurt in buurten:
        for above in (buurt.stadsdeel_id, buurt.wijk_id, buurt.cbs_wijk_id, *whole):
            if above is not None:
                parts[above].append(drawn[buurt.id])
    return {area: shapely.union_all(shapes, grid_size=_GRID) for area, shapes in parts.items()}


def as_json(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with coordinates of five decimals."""
    found = mapping(shape)
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"])}


def _widened(shape: BaseGeometry, squeeze: float) -> BaseGeometry:
    wide = shapely.transform(shape, lambda each: each / [squeeze, 1.0])
    return shapely.set_precision(wide, _GRID)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    return [_rounded(each) for each in value]
