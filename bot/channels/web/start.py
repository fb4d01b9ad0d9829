"""Where a talk begins: who it is with, before anything is asked or stored."""

import re

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from bot.channels.web.room import room
from bot.channels.web.session import asked_language
from bot.channels.web.templating import speak
from texts.catalogue import LANGUAGES

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def start_page(session: Session) -> Response:
    """What this is, and a button to begin. Nothing is stored until it is pressed."""
    speak(asked_language())
    plan = room().plan(session)
    page = render_template(
        "chat/start.html",
        gemeente=plan.gemeente,
        link=payload(),
        others=[other for other in LANGUAGES if other != asked_language()],
        left=next((how for how in ("gewist", "dicht") if how in request.args), ""),
    )
    return room().cookies.keep(make_response(page))


def payload() -> str:
    """Where a link or a poster leads, or nothing: an unknown one is a normal start."""
    asked = request.args.get("start", "")
    return asked if _PAYLOAD.fullmatch(asked) else ""
