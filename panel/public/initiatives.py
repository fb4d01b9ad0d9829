"""An initiative as everybody may see it, and its photos."""

import uuid

from flask import Blueprint, Response, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from models.initiatives import supporting
from models.initiatives.published import PublicInitiative, published_one, published_photo
from models.initiatives.timeline import timeline
from models.plan.areas import AreaKind
from models.plan.reading import load_shapes
from panel import edge
from panel.gone import gone_photo
from panel.public import maps, words
from panel.public.language import current, link
from texts.render import text

pages = Blueprint("initiatives", __name__)

# Long enough for a page's own photos, short enough for one that gets hidden.
PHOTO_SECONDS = 60


@pages.get("/initiatief/<ref>")
def initiative(ref: str) -> ResponseReturnValue:
    words.frame()
    session = edge.session()
    here = published_one(session, ref)
    if here is None:
        return redirect(link("initiatives.initiative", ref=_stays(ref)), 302)
    if ref != here.ref:
        return redirect(link("initiatives.initiative", ref=here.ref), 301)
    return render_template(
        "public/initiatief.html",
        here=here,
        steps=timeline(session, here.ref),
        support=supporting.public_counts_of(session, here.ref),
        map=_map(here),
    )


def _stays(ref: str) -> str:
    """The reference of what this one was merged into, as long as it is; or 404."""
    try:
        return supporting.find(edge.session(), ref).ref
    except supporting.Unknown:
        abort(404)


@pages.get("/foto/<uuid:photo_id>")
def photo(photo_id: uuid.UUID) -> Response:
    data = published_photo(edge.session(), photo_id)
    if data is None:
        return gone_photo(text("photos.gone", current()))
    response = Response(data, content_type="image/jpeg")
    response.headers["Cache-Control"] = f"public, max-age={PHOTO_SECONDS}"
    response.headers["Content-Disposition"] = "inline"
    return response


def _map(here: PublicInitiative) -> maps.Map | None:
    """The wijken of the stadsdeel, its own marked, with the pin if there is one."""
    stadsdeel = next(
        area
        for area in words.areas()
        if area.slug == here.stadsdeel and area.kind == AreaKind.STADSDEEL
    )
    wijken = [area for area in words.areas() if area.stadsdeel_id == stadsdeel.id]
    pin = None if here.lon is None or here.lat is None else (here.lon, here.lat)
    shapes = load_shapes(edge.session(), AreaKind.WIJK, stadsdeel.id)
    return maps.draw(wijken, shapes, here=here.wijk, pin=pin)
