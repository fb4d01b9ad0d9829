"""A computer that is somebody else's: the key goes with the browser, and with the tab."""

from flask import Blueprint, Response, make_response, redirect

from bot.channels.web.refusing import refuse
from bot.channels.web.room import room

pages = Blueprint("borrowed", __name__)


@pages.post("/chat/dicht")
def close() -> Response:
    """Take the key from this device. The talk itself stays, for the person's own devices."""
    if not room().cookies.is_our_form():
        return refuse("stale")
    return room().cookies.forget(make_response(redirect("/chat?dicht=1", 303)))
