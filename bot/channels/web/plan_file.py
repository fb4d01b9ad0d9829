"""The plan of a meeting place as a file, behind a link that works once.

As with one's data, opening the page uses nothing up, and the button gives the file.
"""

from datetime import datetime

from flask import Blueprint, Response, make_response, render_template
from sqlalchemy.orm import Session

from bot.channels.web.room import room
from bot.channels.web.templating import speak
from models.db import database_now, transaction
from models.initiatives.contributions import Initiative
from models.initiatives.place_plan_pdf import file_name, make_pdf
from models.initiatives.place_plan_reading import read
from models.people import takeouts

pages = Blueprint("plan_file", __name__)


@pages.get("/chat/plan/<token>")
def ask(token: str) -> Response:
    with transaction(room().engine) as session:
        now = database_now(session)
        language = takeouts.language_of(session, token, now, of_plan=True)
        room().plan(session)
    if language is None:
        return _spent()
    speak(language)
    return make_response(render_template("chat/plan_file.html", spent=False))


@pages.post("/chat/plan/<token>")
def give(token: str) -> Response:
    with transaction(room().engine) as session:
        file = _made(session, token, database_now(session))
        room().plan(session)
    if file is None:
        return _spent()
    name, content = file
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _made(session: Session, token: str, now: datetime) -> tuple[str, bytes] | None:
    language = takeouts.language_of(session, token, now, of_plan=True)
    initiative = session.get(Initiative, takeouts.redeem_plan(session, token, now) or 0)
    seen = read(session, initiative) if initiative else None
    if seen is None or language is None:
        return None
    return file_name(seen), make_pdf(session, seen, language, now)


def _spent() -> Response:
    return make_response(render_template("chat/plan_file.html", spent=True), 404)
