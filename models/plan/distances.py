"""How far two places are apart."""

from dataclasses import dataclass
from math import cos, hypot, inf, radians

METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Point:
    """A place in degrees (WGS84)."""

    lat: float
    lon: float


def point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else Point(lat, lon)


def metres_between(one: Point | None, other: Point | None) -> float:
    """On a plane: over some kilometres that is right. Endless where one of them is not known."""
    if one is None or other is None:
        return inf
    east = (one.lon - other.lon) * cos(radians(one.lat))
    return hypot(one.lat - other.lat, east) * METRES_PER_DEGREE
