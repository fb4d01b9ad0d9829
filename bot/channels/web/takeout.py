"""The file with what we hold of somebody, behind a link that works once.

Opening the page uses nothing up: programs that look at links beforehand do so too. The button
gives the file, and then the link is spent.
"""

import json

from flask import Blueprint, Response, make_response, render_template

from bot.channels.web.room import room
from bot.channels.web.templating import speak
from models.db import database_now, transaction
from models.initiatives.takeout import collect
from models.people import takeouts

pages = Blueprint("takeout", __name__)


@pages.get("/chat/gegevens/<token>")
def ask(token: str) -> Response:
    with transaction(room().engine) as session:
        language = takeouts.language_of(session, token, database_now(session))
        room().plan(session)
    if language is None:
        return _spent()
    speak(language)
    return make_response(render_template("chat/takeout.html", spent=False))


@pages.post("/chat/gegevens/<token>")
def give(token: str) -> Response:
    with transaction(room().engine) as session:
        now = database_now(session)
        resident_id = takeouts.redeem(session, token, now)
        found = collect(session, resident_id, now) if resident_id is not None else None
        room().plan(session)
    if found is None:
        return _spent()
    file = json.dumps(found, ensure_ascii=False, indent=2)
    response = Response(file, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return response


def _spent() -> Response:
    return make_response(render_template("chat/takeout.html", spent=True), 404)
