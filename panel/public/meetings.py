"""Gesprekken in the wijk: those that come, what earlier ones led to, and the page of each."""

from flask import Blueprint, abort, render_template

from models.meetings.listing import MeetingLine, announced, coming, lately
from models.plan.areas import AreaKind
from models.plan.reading import load_shapes
from panel import edge
from panel.public import maps, words

pages = Blueprint("meetings", __name__)


@pages.get("/gesprekken")
def meetings() -> str:
    words.frame()
    session = edge.session()
    return render_template(
        "public/gesprekken.html",
        coming=coming(session, edge.now()),
        lately=lately(session, edge.now()),
    )


@pages.get("/gesprek/<int:meeting_id>")
def meeting(meeting_id: int) -> str:
    """When and where, with a map where its spot is known."""
    words.frame()
    here = announced(edge.session(), meeting_id) or abort(404)
    over = here.meeting.starts_at <= edge.now()
    return render_template("public/gesprek.html", here=here, over=over, map=_map(here))


def _map(here: MeetingLine) -> maps.Map | None:
    """The wijken of the stadsdeel, its own marked, with its spot."""
    if here.meeting.spot is None:
        return None
    lat, lon = here.meeting.spot
    inside = here.meeting.stadsdeel_id
    wijken = [area for area in words.areas() if area.stadsdeel_id == inside]
    shapes = load_shapes(edge.session(), AreaKind.WIJK, inside)
    return maps.draw(wijken, shapes, here=here.wijk_slug, pin=(lon, lat))
