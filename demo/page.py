"""`/demo`: a resident's phone beside the queue, logins with one click, and another date."""

from datetime import date
from typing import Any

from flask import Flask, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from demo.clock import pretend, pretended_date, pretended_now
from demo.owner import COOKIE, OWNER
from models.db import transaction
from models.people.staff import Staff
from models.plan.areas import Area
from models.settings import Settings
from panel import security_headers, templating

LANGUAGE = "nl"
SAME_SITE = ("same-origin", "none", None)


def create_demo_app(engine: Engine, settings: Settings) -> Flask:
    """The page of the demo. Only `wijkbot demo` mounts it."""
    app = Flask(__name__, static_folder=None)
    templating.install(app, lambda: LANGUAGE)
    https = settings.base_url.startswith("https:")
    security_headers.install(app, https=https, framed=True, store=False)

    @app.get("/demo")
    def show() -> str:
        return render_template("demo/page.html", wrong="", **_shown(engine))

    @app.post("/demo/datum")
    def set_date() -> ResponseReturnValue:
        if request.headers.get("Sec-Fetch-Site") not in SAME_SITE:
            abort(403)
        typed = request.form.get("datum", "").strip()
        try:
            day = date.fromisoformat(typed) if typed else None
        except ValueError:
            return render_template("demo/page.html", wrong=typed, **_shown(engine)), 422
        with transaction(engine) as session:
            pretend(session, day)
        return redirect("/demo#datum", 303)

    @app.post("/demo/eigenaar")
    def be_the_owner() -> ResponseReturnValue:
        if request.headers.get("Sec-Fetch-Site") not in SAME_SITE:
            abort(403)
        answer = make_response(redirect("/chat#laatste", 303))
        # From now on the talk in this browser is hers.
        answer.set_cookie(COOKIE, OWNER, httponly=True, samesite="Lax")
        return answer

    return app


def _shown(engine: Engine) -> dict[str, Any]:
    with transaction(engine) as session:
        return {
            "today": pretended_now(session).date(),
            "pretended": pretended_date(session),
            "colleagues": _colleagues(session),
        }


def _colleagues(session: Session) -> list[dict[str, str]]:
    """Who can be logged in as: e-mail, name, and role with stadsdeel."""
    names = {area.id: area.name for area in session.scalars(select(Area))}
    staff = session.scalars(select(Staff).where(Staff.active).order_by(Staff.id)).all()
    return [_colleague(one, names) for one in staff if one.roles]


def _colleague(staff: Staff, names: dict[int, str]) -> dict[str, str]:
    role = staff.roles[0]
    return {
        "email": staff.email,
        "name": staff.name,
        "role": str(role.role),
        "stadsdeel": names.get(role.stadsdeel_id or 0, ""),
    }
