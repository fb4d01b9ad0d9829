""" "Klopt iets niet?": anybody can say that something published is not right."""

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue, RouteCallable
from flask_limiter import Limiter

from models.initiatives.objecting import (
    WORDS_AT_MOST,
    Subject,
    find_subject,
    submit_objection,
)
from models.plan.areas import AreaKind
from panel import edge
from panel.public import language, words
from panel.public.city import of_kind
from panel.public.language import link

pages = Blueprint("objecting", __name__)

WORDS_AT_LEAST = 10
# Per address of the internet, and for all of them together: a house can share one.
PER_ADDRESS = "5 per 10 minutes"
FOR_ALL = "200 per hour"
_REF = re.compile(r"[A-Z]{1,8}-\d{4,12}")


@dataclass(frozen=True)
class Form:
    """What was filled in, and per field the key of what is wrong with it."""

    words: str = ""
    stadsdeel: str = ""
    wrong: tuple[tuple[str, str], ...] = ()

    def error(self, field: str) -> str:
        return dict(self.wrong).get(field, "")


@pages.get("/melden")
def form() -> str:
    return _page(find_subject(edge.session(), request.args.get("item", "")), Form())


@pages.post("/melden")
def send() -> ResponseReturnValue:
    _refuse_other_sites()
    session = edge.session()
    subject = find_subject(session, request.form.get("item", ""))
    filled = _read(subject)
    if filled.wrong:
        return _page(subject, filled), 422
    if request.form.get("website"):
        # Only a machine fills in a field that nobody sees. It hears the same as everybody.
        return redirect(link("objecting.thanks"), 303)
    where = subject.stadsdeel_id or _stadsdelen()[filled.stadsdeel]
    objection = submit_objection(
        session, subject, where, filled.words, language.current(), edge.now()
    )
    return redirect(link("objecting.thanks", kenmerk=objection.ref), 303)


@pages.get("/melden/bedankt")
def thanks() -> str:
    words.frame()
    ref = request.args.get("kenmerk", "")
    return render_template("public/bedankt.html", ref=ref if _REF.fullmatch(ref) else "")


def install(app: Flask) -> None:
    """Bound how often one address may send. Counted in memory, forgotten after the hour."""
    limiter = Limiter(_address, app=app, storage_uri="memory://", strategy="moving-window")
    for key, limit in ((_address, PER_ADDRESS), (_everybody, FOR_ALL)):
        guarded = limiter.limit(limit, key_func=key)(app.view_functions["objecting.send"])
        app.view_functions["objecting.send"] = cast(RouteCallable, guarded)


def _page(subject: Subject, filled: Form) -> str:
    words.frame()
    return render_template(
        "public/melden.html",
        subject=subject,
        form=filled,
        choices=[(area.slug, area.name) for area in of_kind(AreaKind.STADSDEEL)],
        at_most=WORDS_AT_MOST,
    )


def _read(subject: Subject) -> Form:
    said = request.form.get("tekst", "").replace("\r\n", "\n").strip()
    stadsdeel = request.form.get("stadsdeel", "")
    wrong = []
    if len(said) < WORDS_AT_LEAST:
        wrong.append(("tekst", "public.melden.too_short"))
    if len(said) > WORDS_AT_MOST:
        wrong.append(("tekst", "public.melden.too_long"))
    if subject.stadsdeel_id is None and stadsdeel not in _stadsdelen():
        wrong.append(("stadsdeel", "public.melden.choose"))
    return Form(said, stadsdeel, tuple(wrong))


def _stadsdelen() -> dict[str, int]:
    return {area.slug: area.id for area in of_kind(AreaKind.STADSDEEL)}


def _refuse_other_sites() -> None:
    """A form on somebody else's site cannot send in a visitor's name.

    There is no session to protect; this keeps other sites from filling our queue. Browsers
    say where a form stands; who says nothing is no browser.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in ("same-origin", "none"):
        abort(403)
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _address() -> str:
    return "address " + (request.remote_addr or "")


def _everybody() -> str:
    return "everybody"
