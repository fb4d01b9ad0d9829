"""The city: what this is, find your wijk, what happened lately; and the lists behind it."""

import re

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from models.initiatives.published import count_published, ideas_per_opgave, in_area, published
from models.plan.areas import AreaKind
from models.plan.reading import AreaView, load_shapes, wijken_of_postcode
from models.plan.reading_opgaven import load_opgaven, now_or_next
from panel import edge
from panel.public import maps
from panel.public.language import link
from panel.public.words import areas, frame

pages = Blueprint("city", __name__)

LATELY = 6
A_PAGE = 30


@pages.get("/")
def home() -> str:
    frame()
    stadsdelen = of_kind(AreaKind.STADSDEEL)
    session = edge.session()
    return render_template(
        "public/home.html",
        stadsdelen=stadsdelen,
        wijken=of_kind(AreaKind.WIJK),
        map=maps.draw(stadsdelen, load_shapes(session, AreaKind.STADSDEEL, None)),
        lately=published(session, limit=LATELY),
        count=count_published(session),
    )


@pages.get("/wijken")
def wijken() -> ResponseReturnValue:
    """All wijken; with `?postcode=` the wijk or wijken where that postcode lies."""
    frame()
    asked = request.args.get("postcode", "").strip()
    found, wrong = _find(asked)
    if len(found) == 1:
        return redirect(link("areas.wijk", slug=found[0].slug))
    session = edge.session()
    stadsdelen = of_kind(AreaKind.STADSDEEL)
    place = {area.id: index for index, area in enumerate(stadsdelen)}
    every = sorted(of_kind(AreaKind.WIJK), key=lambda area: place.get(area.stadsdeel_id or 0, 0))
    page = render_template(
        "public/wijken.html",
        asked=asked,
        found=found,
        wrong=wrong,
        stadsdelen=stadsdelen,
        wijken=every,
        map=maps.draw(every, load_shapes(session, AreaKind.WIJK, None)),
    )
    return page, 422 if wrong else 200


@pages.get("/opgaven")
def opgaven() -> str:
    frame()
    session = edge.session()
    current = load_opgaven(session, now_or_next())
    return render_template(
        "public/opgaven.html",
        opgaven=current,
        earlier=load_opgaven(session, ~now_or_next()),
        ideas=ideas_per_opgave(session, [opgave.id for opgave in current]),
    )


@pages.get("/initiatieven")
def initiatieven() -> str:
    """All initiatives, newest first, a page at a time; `?stadsdeel=` narrows it."""
    frame()
    session = edge.session()
    chosen = next(
        (a for a in of_kind(AreaKind.STADSDEEL) if a.slug == request.args.get("stadsdeel")), None
    )
    where = [in_area(chosen.id)] if chosen else []
    count = count_published(session, *where)
    last = max(1, -(-count // A_PAGE))
    number = min(max(1, request.args.get("pagina", 1, type=int)), last)
    return render_template(
        "public/initiatieven.html",
        initiatives=published(session, *where, limit=A_PAGE, offset=(number - 1) * A_PAGE),
        stadsdelen=of_kind(AreaKind.STADSDEEL),
        chosen=chosen,
        count=count,
        number=number,
        last=last,
    )


def of_kind(kind: AreaKind) -> list[AreaView]:
    return [area for area in areas() if area.kind == kind]


def _find(asked: str) -> tuple[list[AreaView], str]:
    """The wijken of a postcode, and the key of what is wrong with it ("" when nothing is)."""
    if not asked:
        return [], ""
    match = re.fullmatch(r"([1-9]\d{3})\s?(?:[A-Za-z]{2})?", asked)
    if match is None:
        return [], "public.wijken.no_postcode"
    by_id = {area.id: area for area in areas()}
    found = [by_id[each] for each in wijken_of_postcode(edge.session(), match[1]) if each in by_id]
    return found, "" if found else "public.wijken.elsewhere"
