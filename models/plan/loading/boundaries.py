"""Replaces the schematic map by official boundaries. All or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.areas import Area, AreaKind
from models.plan.loading.changes import Changes
from models.plan.loading.geojson import BuurtShape, read_buurten
from models.plan.loading.problems import Report
from models.plan.loading.schematic import put_shapes
from models.plan.loading.settling import loaded_gemeente, settle

# Neighbours drawn apart overlap a little; more than this part of the smaller one is a mistake.
_OVERLAP = 0.01
# Half a kilometre, in degrees of latitude: so far a point may lie outside its buurt.
_NEAR = 0.0045
# Some eight metres: finer than any of our maps shows.
_DETAIL = 8e-5


def import_areas(session: Session, path: Path, now: datetime) -> Changes:
    """Takes the boundaries of all buurten from a GeoJSON file of CBS Wijken en Buurten.

    Raises FolderError when a buurt is missing, unknown, in another wijk, no good polygon, not
    in degrees (WGS84), far from its point, or over another one. Wijken, stadsdelen and the
    gemeente are joined from their buurten.
    """
    gemeente = loaded_gemeente(session, path.name)
    report = Report()
    areas = session.scalars(select(Area).order_by(Area.id)).all()
    found = read_buurten(path, str(gemeente.settings["cbs_code"]), report)
    if found:
        _check(path.name, found, areas, report)
    report.raise_if_any()
    changes = _draw(areas, {each.code: each.shape for each in found})
    session.flush()
    settle(session, gemeente, changes, now)
    return changes


def _check(file: str, found: list[BuurtShape], areas: Iterable[Area], report: Report) -> None:
    buurten = {area.code: area for area in areas if area.kind == AreaKind.BUURT}
    wijken = {area.id: area.code for area in areas if area.kind == AreaKind.CBS_WIJK}
    seen: set[str] = set()
    for each in found:
        if each.code in seen:
            report.add_feature(file, each.number, "geo_twice", value=each.code)
        elif each.code not in buurten:
            report.add_feature(file, each.number, "geo_unknown", value=each.code)
        else:
            _check_place(file, each, buurten[each.code], wijken, report)
        seen.add(each.code)
    for code in sorted(buurten.keys() - seen):
        report.add(file, None, "geo_missing", value=code)
    _check_overlap(file, found, report)


def _check_place(
    file: str, each: BuurtShape, area: Area, wijken: Mapping[int, str], report: Report
) -> None:
    wijk = wijken.get(area.cbs_wijk_id or 0)
    if each.wijk is not None and each.wijk != wijk:
        params = {"value": each.code, "other": each.wijk, "wijk": wijk}
        report.add_feature(file, each.number, "geo_wijk", **params)
    if each.shape.distance(Point(area.lon or 0, area.lat or 0)) > _NEAR:
        report.add_feature(file, each.number, "geo_far", value=each.code)


def _check_overlap(file: str, found: Sequence[BuurtShape], report: Report) -> None:
    shapes = [each.shape for each in found]
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="intersects")
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        if one >= other or found[one].code == found[other].code:
            continue
        common = shapes[one].intersection(shapes[other]).area
        if common > _OVERLAP * min(shapes[one].area, shapes[other].area):
            params = {"value": found[other].code, "other": found[one].code}
            report.add_feature(file, found[other].number, "geo_overlap", **params)


def _draw(areas: Sequence[Area], shapes: Mapping[str, BaseGeometry]) -> Changes:
    buurten = [area for area in areas if area.kind == AreaKind.BUURT]
    simple = _simplified([shapes[area.code] for area in buurten])
    drawn = dict(zip((area.id for area in buurten), simple, strict=True))
    changes = Changes()
    put_shapes(areas, drawn, changes, schematic=False)
    return changes


def _simplified(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Fewer points, with the same border for neighbours where the file has that too."""
    simple: list[BaseGeometry] = list(shapely.coverage_simplify(shapes, _DETAIL))
    sound = all(each.is_valid and not each.is_empty for each in simple)
    return simple if sound else shapes
