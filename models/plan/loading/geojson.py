"""Reads the buurten of one gemeente out of a GeoJSON file of CBS "Wijken en Buurten".

The file may cover the whole country; other gemeenten and water are passed over. Names of
properties differ per year and tool: `buurtcode`, `BU_CODE` and `statcode` are the same here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from models.plan.loading.problems import Report
from models.plan.loading.text_file import read_text

_BUURT = ("buurtcode", "bucode", "statcode", "code")
_WIJK = ("wijkcode", "wkcode")
_GEMEENTE = ("gemeentecode", "gmcode")
_WATER = ("water", "h2o")
# The country with some sea, in degrees: lon, lat, lon, lat.
_NETHERLANDS = shapely.box(3.0, 50.6, 7.4, 53.8)
# The whole country, unsimplified, is some hundreds of megabytes.
_MOST_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True)
class BuurtShape:
    """One feature; `number` counts from 1, `wijk` is its CBS wijk if the file says it."""

    number: int
    code: str
    wijk: str | None
    shape: BaseGeometry


def read_buurten(path: Path, gemeente: str, report: Report) -> list[BuurtShape]:
    """The buurten of this gemeente (a code such as GM0193). Mistakes go to the report."""
    features = _features(path, report)
    found = [
        buurt
        for number, feature in enumerate(features, start=1)
        if (buurt := _buurt(path.name, number, feature, gemeente, report)) is not None
    ]
    if features and not found and not report:
        report.add(path.name, None, "geo_none", value=gemeente)
    return found


def _features(path: Path, report: Report) -> list[Any]:
    text = read_text(path, report, _MOST_BYTES)
    if text is None:
        return []
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        report.add(path.name, None, "geo_no_json")
        return []
    return features


def _buurt(
    file: str, number: int, feature: Any, gemeente: str, report: Report
) -> BuurtShape | None:
    values = _properties(feature)
    if _first(values, _WATER).upper() == "JA":
        return None
    code = _first(values, _BUURT)
    if not code:
        report.add_feature(file, number, "geo_no_code")
        return None
    if _first(values, _GEMEENTE) not in ("", gemeente) or not _is_of(code, gemeente):
        return None
    geometry = _shape(feature, file, number, code, report)
    return None if geometry is None else BuurtShape(number, code, _wijk(values), geometry)


def _is_of(code: str, gemeente: str) -> bool:
    return code.startswith("BU" + gemeente.removeprefix("GM"))


def _wijk(values: Mapping[str, str]) -> str | None:
    return _first(values, _WIJK) or None


def _properties(feature: Any) -> dict[str, str]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(name).lower().replace("_", ""): str(value).strip() for name, value in pairs}


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((values[name] for name in names if name in values), "")


def _shape(
    feature: Mapping[str, Any], file: str, number: int, code: str, report: Report
) -> BaseGeometry | None:
    """A valid polygon in degrees within the Netherlands, or None with a problem."""
    try:
        found = shapely.force_2d(shape(feature.get("geometry") or {}))
    except (GEOSException, AttributeError, KeyError, TypeError, ValueError, IndexError):
        found = None
    key = "geo_no_polygon" if found is None else next(_mistakes(found), None)
    if key is not None:
        report.add_feature(file, number, key, value=code)
        return None
    return found


def _mistakes(found: BaseGeometry) -> Iterator[str]:
    if found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
        yield "geo_no_polygon"
        return
    if found.bounds[2] > 180 or found.bounds[3] > 90:
        yield "geo_rd"
    if not _NETHERLANDS.contains(shapely.box(*found.bounds)):
        yield "geo_outside"
    if not found.is_valid:
        yield "geo_invalid"
