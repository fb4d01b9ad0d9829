"""'Stop en wis dit apparaat': what that does is said first, and done only when asked again."""

from flask import Blueprint, Response, make_response, redirect, render_template

from bot.channels.web.refusing import refuse
from bot.channels.web.room import room
from bot.channels.web.session import find_talker
from bot.channels.web.templating import speak
from models.db import database_now, transaction
from models.initiatives.leaving import leave_device

pages = Blueprint("leaving", __name__)


@pages.get("/chat/stop")
def ask() -> Response:
    with transaction(room().engine) as session:
        talker = find_talker(session, room().cookies.device())
        if talker is None:
            return make_response(redirect("/chat", 303))
        speak(talker.language)
        room().plan(session)
    return make_response(render_template("chat/leave.html"))


@pages.post("/chat/stop")
def leave() -> Response:
    if not room().cookies.is_our_form():
        return refuse("stale")
    with transaction(room().engine) as session:
        talker = find_talker(session, room().cookies.device())
        if talker is not None:
            leave_device(session, talker.address, database_now(session))
    language = f"&taal={talker.language}" if talker else ""
    return room().cookies.forget(make_response(redirect(f"/chat?gewist=1{language}", 303)))
