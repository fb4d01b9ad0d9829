"""What is on the site already and looks like an idea, or lies near it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.nearby import nearby
from models.initiatives.similar import Sketch, similar
from models.plan.areas import Area
from models.plan.help import Category
from panel.views import PanelView

SHOWN = 3


@dataclass(frozen=True)
class Neighbour:
    """An initiative on the site; `metres` where both are on the map."""

    ref: str
    title: str
    language: str
    wijk: str
    metres: int | None = None


def section(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """At most three that look alike, and three others that are near."""
    if not isinstance(contribution, Initiative):
        return {"alike": (), "near": ()}
    sketch = _sketch(view, contribution)
    alike = _alike(view, contribution, sketch)
    seen = {contribution.ref, *(one.ref for one in alike)}
    near = [one for one in _near(view, sketch) if one.ref not in seen]
    return {"alike": alike, "near": near[:SHOWN]}


def _sketch(view: PanelView, one: Initiative) -> Sketch:
    wijk = view.session.get(Area, one.wijk_id) if one.wijk_id else None
    category = view.session.get(Category, one.category_id) if one.category_id else None
    return Sketch(
        one.title,
        wijk.slug if wijk else "",
        body=one.body or "",
        category=category.slug if category else "",
        lat=one.lat,
        lon=one.lon,
    )


def _alike(view: PanelView, one: Initiative, sketch: Sketch) -> list[Neighbour]:
    return [
        Neighbour(found.ref, found.title, found.language, found.wijk_name or "")
        for found in similar(view.session, sketch)
        if found.ref != one.ref
    ]


def _near(view: PanelView, sketch: Sketch) -> list[Neighbour]:
    around = nearby(view.session, sketch.wijk, sketch.lat, sketch.lon)
    return [
        Neighbour(
            found.initiative.ref,
            found.initiative.title,
            found.initiative.language,
            found.initiative.wijk_name or "",
            found.metres,
        )
        for found in (around.initiatives if around else ())
    ]
