"""The same talk on another device: a code here, typed in there."""

import secrets
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session

from bot.channels.web.flood import network
from bot.channels.web.refusing import refuse
from bot.channels.web.room import room
from bot.channels.web.session import Talker, asked_language, find_talker
from bot.channels.web.templating import speak
from models.db import database_now, transaction
from models.initiatives.terms import AMSTERDAM
from models.people import device_codes, tries
from models.people.device_codes import DIGITS, VALID

# For each connection, as long as a code holds; in the database, for all processes together.
MOST_TRIES = 5
pages = Blueprint("devices", __name__)


@pages.get("/chat/toestel")
def ask() -> Response:
    """For who talks here: get a code. For who does not yet: type one."""
    with transaction(room().engine) as session:
        return _page(session, find_talker(session, room().cookies.device()))


@pages.post("/chat/toestel/code")
def make() -> Response:
    """A new code, shown in this very answer and never again."""
    if not room().cookies.is_our_form():
        return refuse("stale")
    with transaction(room().engine) as session:
        talker = find_talker(session, room().cookies.device())
        if talker is None:
            return make_response(redirect("/chat/toestel", 303))
        now = database_now(session)
        code = "".join(str(secrets.randbelow(10)) for _ in range(DIGITS))
        device_codes.make(session, talker.address, code, now)
        return _page(session, talker, code=code, until=now + VALID)


@pages.post("/chat/toestel")
def join() -> Response:
    """Go on here with the talk of a code. Tries are counted, also the good ones."""
    if not room().cookies.is_our_form():
        return refuse("stale")
    if _guesses(request.remote_addr or ""):
        return refuse("too_many_codes")
    with transaction(room().engine) as session:
        if find_talker(session, room().cookies.device()) is not None:
            return make_response(redirect("/chat/toestel", 303))
        joined = device_codes.take(session, request.form.get("code", ""), database_now(session))
        if joined is None:
            return _page(session, None, wrong=True)
    room().cookies.become(joined.token)
    return room().cookies.keep(make_response(redirect("/chat#laatste", 303)))


def _guesses(ip: str) -> bool:
    """Whether too many codes were typed there. In a transaction of its own: a refusal counts."""
    with transaction(room().engine) as session:
        return tries.count(session, f"device code {network(ip)}", VALID) > MOST_TRIES


def _page(
    session: Session,
    talker: Talker | None,
    *,
    code: str = "",
    until: datetime | None = None,
    wrong: bool = False,
) -> Response:
    speak(talker.language if talker else asked_language())
    room().plan(session)
    page = render_template(
        "chat/device.html",
        talks=talker is not None,
        code=f"{code[:4]} {code[4:]}" if code else "",
        until=f"{until.astimezone(AMSTERDAM):%H:%M}" if until else "",
        wrong=wrong,
    )
    return room().cookies.keep(make_response(page, 422 if wrong else 200))
