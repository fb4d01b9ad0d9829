"""The link by which somebody outside gives advice: it opens once, and shows nobody's name."""

from typing import cast

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue, RouteCallable
from flask_limiter import Limiter

from models.desk import advising
from panel import edge
from panel.public import words

pages = Blueprint("advising", __name__)

AT_MOST = 2000
PER_ADDRESS = "30 per 10 minutes"


@pages.get("/advies/<token>")
def page(token: str) -> str:
    return _form(token)


@pages.post("/advies/<token>")
def send(token: str) -> ResponseReturnValue:
    said = request.form.get("tekst", "").replace("\r\n", "\n").strip()
    if not said or len(said) > AT_MOST:
        wrong = "advice.too_long" if said else "advice.too_short"
        return _form(token, said, wrong), 422
    if not advising.give_outside(edge.session(), token, said, edge.now()):
        abort(404)
    words.frame()
    return render_template("public/advies_bedankt.html")


def install(app: Flask) -> None:
    """Bound how often one address may try. Counted in memory, forgotten after the hour."""
    limiter = Limiter(_address, app=app, storage_uri="memory://", strategy="moving-window")
    for endpoint in ("advising.page", "advising.send"):
        guarded = limiter.limit(PER_ADDRESS)(app.view_functions[endpoint])
        app.view_functions[endpoint] = cast(RouteCallable, guarded)


def _form(token: str, typed: str = "", wrong: str = "") -> str:
    shown = advising.shown_by(edge.session(), token, edge.now())
    if shown is None:
        abort(404)
    words.frame()
    return render_template(
        "public/advies.html", shown=shown, typed=typed, wrong=wrong, at_most=AT_MOST
    )


def _address() -> str:
    return "advice " + (request.remote_addr or "")
