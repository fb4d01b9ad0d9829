"""Maps as SVG, made here: shapes of areas with links. They need no tiles and no script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, shape

from models.plan.reading import AreaView

WIDTH = 1000
# Units of the drawing that a label of normal size takes.
ROOM = 70
# Units that a letter of a name takes, roughly.
LETTER = 25
MARGIN = 12


@dataclass(frozen=True)
class MapShape:
    """One area on the map: `d` is its SVG path; a number stands at x, y.

    `name_x` is where its name fits on the drawing; `small`: there is little room.
    """

    slug: str
    name: str
    d: str
    x: int
    y: int
    name_x: int
    here: bool
    small: bool


@dataclass(frozen=True)
class MapPin:
    x: int
    y: int


@dataclass(frozen=True)
class Map:
    """A drawing of `width` by `height` units. `schematic`: we drew the borders ourselves."""

    width: int
    height: int
    shapes: tuple[MapShape, ...]
    pin: MapPin | None
    here: str | None
    schematic: bool


class _Projection:
    """From degrees to units of the drawing, north up, the same scale both ways."""

    def __init__(self, areas: Iterable[MultiPolygon | Polygon]) -> None:
        boxes = [area.bounds for area in areas]
        self.west, self.north = min(box[0] for box in boxes), max(box[3] for box in boxes)
        east, south = max(box[2] for box in boxes), min(box[1] for box in boxes)
        self.narrowing = cos(radians((self.north + south) / 2))
        self.scale = (WIDTH - 2 * MARGIN) / max((east - self.west) * self.narrowing, 1e-6)
        self.height = round((self.north - south) * self.scale) + 2 * MARGIN

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.west) * self.narrowing * self.scale + MARGIN
        return x, (self.north - lat) * self.scale + MARGIN

    def size(self, form: MultiPolygon | Polygon) -> float:
        """The side of a square as large as this area, in units of the drawing."""
        return sqrt(form.area * self.narrowing) * self.scale


def draw(
    areas: Sequence[AreaView],
    geometries: Mapping[int, Any],
    *,
    here: str | None = None,
    pin: tuple[float, float] | None = None,
) -> Map | None:
    """A map of these areas, `here` marked; `pin` is lon, lat. None when no area has a shape."""
    drawn = [(area, shape(geometries[area.id])) for area in areas if geometries.get(area.id)]
    known = [(area, form) for area, form in drawn if isinstance(form, MultiPolygon | Polygon)]
    if not known:
        return None
    projection = _Projection(form for _, form in known)
    return Map(
        width=WIDTH,
        height=projection.height,
        shapes=tuple(_shape(area, form, projection, here) for area, form in known),
        pin=_pin(pin, projection),
        here=here,
        schematic=any(area.schematic for area, _ in known),
    )


def _shape(
    area: AreaView, form: MultiPolygon | Polygon, projection: _Projection, here: str | None
) -> MapShape:
    label = form.representative_point()
    x, y = projection.point(label.x, label.y)
    return MapShape(
        slug=area.slug,
        name=area.name,
        d=_path(form, projection),
        x=round(x),
        y=round(y),
        name_x=round(_fit(x, len(area.name) * LETTER)),
        here=area.slug == here,
        small=projection.size(form) < ROOM,
    )


def _fit(x: float, width: float) -> float:
    """The middle of a label of this width, moved inwards where it would leave the drawing."""
    half = min(width, WIDTH - 2 * MARGIN) / 2
    return min(max(x, MARGIN + half), WIDTH - MARGIN - half)


def _path(form: MultiPolygon | Polygon, projection: _Projection) -> str:
    rings = (ring for part in _parts(form) for ring in (part.exterior, *part.interiors))
    return "".join(_ring(ring.coords, projection) for ring in rings)


def _parts(form: MultiPolygon | Polygon) -> Sequence[Polygon]:
    return list(form.geoms) if isinstance(form, MultiPolygon) else [form]


def _ring(coords: Iterable[tuple[float, ...]], projection: _Projection) -> str:
    points = [projection.point(lon, lat) for lon, lat, *_ in coords]
    return "M" + "L".join(f"{round(x)} {round(y)}" for x, y in points) + "Z"


def _pin(pin: tuple[float, float] | None, projection: _Projection) -> MapPin | None:
    """Only where it lies on the drawing: a pin outside it would point at nothing."""
    if pin is None:
        return None
    x, y = projection.point(*pin)
    inside = 0 <= x <= WIDTH and 0 <= y <= projection.height
    return MapPin(round(x), round(y)) if inside else None
