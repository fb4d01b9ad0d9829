"""A stadsdeel, its printable overview, and a wijk."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template

from models.initiatives.published import count_published, ideas_per_opgave, in_area, published
from models.meetings.listing import coming
from models.plan.areas import AreaKind
from models.plan.reading import AreaView, load_contacts, load_shapes
from models.plan.reading_opgaven import (
    OpgaveView,
    holds_in,
    in_stadsdeel,
    load_opgaven,
    now_or_next,
)
from models.plan.reading_thread import load_threads
from panel import edge
from panel.public import maps, words
from panel.public.words import areas

pages = Blueprint("areas", __name__)

SHOWN = 6


@pages.get("/stadsdeel/<slug>")
def stadsdeel(slug: str) -> str:
    here = _find(AreaKind.STADSDEEL, slug)
    session = edge.session()
    wijken = [area for area in areas() if area.stadsdeel_id == here.id]
    opgaven = load_opgaven(session, in_stadsdeel(here.id))
    current, earlier = split_by_cycle(opgaven)
    return render_template(
        "public/stadsdeel.html",
        here=here,
        wijken=wijken,
        map=maps.draw(wijken, load_shapes(session, AreaKind.WIJK, here.id)),
        opgaven=current,
        earlier=earlier,
        ideas=ideas_per_opgave(session, [opgave.id for opgave in opgaven]),
        initiatives=published(session, in_area(here.id), limit=SHOWN),
        count=count_published(session, in_area(here.id)),
        contact=_contact(here.slug),
    )


@pages.get("/stadsdeel/<slug>/overzicht")
def overview(slug: str) -> str:
    """What the council's note tells per opgave: strategisch doel, inzet, betrokkenen."""
    here = _find(AreaKind.STADSDEEL, slug)
    session = edge.session()
    opgaven = load_opgaven(session, in_stadsdeel(here.id), now_or_next())
    return render_template(
        "public/overzicht.html",
        here=here,
        opgaven=opgaven,
        threads=load_threads(session, [opgave.id for opgave in opgaven]),
        today=edge.now(),
    )


@pages.get("/wijk/<slug>")
def wijk(slug: str) -> str:
    here = _find(AreaKind.WIJK, slug)
    session = edge.session()
    neighbours = [area for area in areas() if area.stadsdeel_id == here.stadsdeel_id]
    stadsdeel_here = next(area for area in areas() if area.id == here.stadsdeel_id)
    current, earlier = split_by_cycle(load_opgaven(session, holds_in(here)))
    shapes = load_shapes(session, AreaKind.WIJK, here.stadsdeel_id)
    return render_template(
        "public/wijk.html",
        here=here,
        stadsdeel=stadsdeel_here,
        map=maps.draw(neighbours, shapes, here=here.slug),
        opgaven=current,
        has_own=any(_is_own(opgave, here) for opgave in current),
        earlier=earlier,
        ideas=ideas_per_opgave(session, [opgave.id for opgave in current]),
        initiatives=published(session, in_area(here.id), limit=SHOWN * 2),
        meetings=[one for one in coming(session, edge.now()) if one.wijk_slug == here.slug],
        count=count_published(session, in_area(here.id)),
        contact=_contact(stadsdeel_here.slug),
    )


def split_by_cycle(
    opgaven: Sequence[OpgaveView],
) -> tuple[list[OpgaveView], list[OpgaveView]]:
    """Those of now or of the next years, and those of cycles that are over."""
    earlier = [opgave for opgave in opgaven if opgave.is_over]
    return [opgave for opgave in opgaven if not opgave.is_over], earlier


def _is_own(opgave: OpgaveView, wijk: AreaView) -> bool:
    return wijk.slug in {place.slug for place in opgave.wijken}


def _find(kind: AreaKind, slug: str) -> AreaView:
    words.frame()
    found = next((area for area in areas() if (area.kind, area.slug) == (kind, slug)), None)
    return found or abort(404)


def _contact(slug: str) -> object:
    return next((each for each in load_contacts(edge.session()) if each.stadsdeel == slug), None)
