"""Where it is, and where its author wants it to be: in words, and on one map."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from models.initiatives.contributions import Contribution, Initiative, Matter, PlaceKind
from models.initiatives.requests import ChangeRequest, change_of
from models.plan.areas import AreaKind
from models.plan.reading import AreaView, load_areas, load_shapes
from panel.forms.fields import LANGUAGE
from panel.views import PanelView
from texts.render import text

Areas = Mapping[int, AreaView]


def section(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """The present place, the wanted one, and to which stadsdeel that would bring it."""
    areas = {area.id: area for area in load_areas(view.session)}
    wanted = _wanted(contribution)
    there = _wijk_wanted(contribution, wanted)
    return {
        "now": _now(contribution, areas),
        "wanted": _words(wanted.place_kind, wanted.place_text, _name(areas, there))
        if wanted
        else "",
        "to": _other_stadsdeel(contribution, areas, there),
        "map": _map(view, contribution, areas, wanted),
    }


def _wanted(contribution: Contribution) -> ChangeRequest | None:
    change = change_of(contribution)
    return change if change is not None and change.place_kind is not None else None


def _wijk_wanted(contribution: Contribution, wanted: ChangeRequest | None) -> int | None:
    return (wanted.wijk_id if wanted else None) or contribution.wijk_id


def _now(contribution: Contribution, areas: Areas) -> str:
    name = _name(areas, contribution.wijk_id) or _name(areas, contribution.stadsdeel_id)
    if isinstance(contribution, Matter):
        return contribution.place_text or ""
    if not isinstance(contribution, Initiative):
        return ""
    return _words(contribution.place_kind, contribution.place_text, name)


def _words(kind: PlaceKind | None, place: str | None, wijk: str) -> str:
    if place:
        return text("moving.at_street", LANGUAGE, place=place, wijk=wijk)
    return text(f"place.{kind}", LANGUAGE, wijk=wijk) if kind else ""


def _name(areas: Areas, id_: int | None) -> str:
    area = areas.get(id_ or 0)
    return area.name if area else ""


def _other_stadsdeel(contribution: Contribution, areas: Areas, wijk_id: int | None) -> str:
    """Its name, where the wanted wijk is another and lies in another stadsdeel."""
    wijk = areas.get(wijk_id or 0)
    if wijk is None or wijk_id == contribution.wijk_id:
        return ""
    same = wijk.stadsdeel_id == contribution.stadsdeel_id
    return "" if same else _name(areas, wijk.stadsdeel_id)


def _map(
    view: PanelView, contribution: Contribution, areas: Areas, wanted: ChangeRequest | None
) -> dict[str, Any]:
    """The wijken of its stadsdeel, and of the one it would go to, as GeoJSON with both pins."""
    there = areas.get(_wijk_wanted(contribution, wanted) or 0)
    stadsdelen = {contribution.stadsdeel_id, *([there.stadsdeel_id] if there and wanted else [])}
    shapes = {
        id_: shape
        for stadsdeel_id in sorted(filter(None, stadsdelen))
        for id_, shape in load_shapes(view.session, AreaKind.WIJK, stadsdeel_id).items()
    }
    drawn = [area for area in areas.values() if shapes.get(area.id)]
    return {
        "areas": [
            {
                "name": area.name,
                "here": _marked(area, contribution, there),
                "shape": shapes[area.id],
            }
            for area in drawn
        ],
        "pin": _pin(contribution),
        "wanted": wanted.pin if wanted else None,
        "tiles": current_app.config["BASEMAP_URL"],
        "schematic": any(area.schematic for area in drawn),
    }


def _marked(area: AreaView, contribution: Contribution, there: AreaView | None) -> bool:
    return area.id == contribution.wijk_id or (there is not None and area.id == there.id)


def _pin(contribution: Contribution) -> list[float | None] | None:
    if not isinstance(contribution, Initiative) or contribution.lat is None:
        return None
    return [contribution.lat, contribution.lon]
