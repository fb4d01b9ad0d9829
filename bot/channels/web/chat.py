"""The talk in a browser. It works as plain pages and forms; the script only makes it quicker.

A page never changes anything. What a person says is stored and committed before its turn is
taken, so that nothing said is lost whatever happens then.
"""

import time
from datetime import datetime

import structlog
from flask import Blueprint, Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session

from bot.channels.web import photos
from bot.channels.web.refusing import refuse, wants_piece
from bot.channels.web.room import room
from bot.channels.web.said import Said, place_from
from bot.channels.web.session import Talker, asked_language, find_talker
from bot.channels.web.start import payload, start_page
from bot.channels.web.talk import Shown, show
from bot.channels.web.templating import speak
from bot.dialogue.meaning.danger import dangers
from bot.turn import Busy
from models.db import database_now, transaction
from models.initiatives.storing import store_photo
from models.messages.reading import mark
from models.messages.receiving import Received, store
from models.people.finding import find_or_create
from models.people.residents import Channel

log = structlog.get_logger()
pages = Blueprint("chat", __name__)


@pages.get("/chat")
def chat() -> Response:
    """The talk; for who did not talk yet, where one can begin. `after`: only if there is news."""
    with transaction(room().engine) as session:
        talker = find_talker(session, room().cookies.device())
        if "after" in request.args:
            return _news(session, talker)
        if talker is None:
            return start_page(session)
        room().plan(session)
        shown = _shown(session, talker, _before())
    page = render_template("chat/page.html", shown=shown, link=payload())
    return room().cookies.keep(make_response(page))


@pages.post("/chat")
def say() -> Response:
    """Take in what was said, let it have its turn, and show what came of it."""
    device = room().cookies.device()
    if device.fresh:
        return refuse("no_cookie")
    if not room().cookies.is_our_form():
        return refuse("stale")
    said = _said()
    if not _may_say(device.token, said):
        return refuse("too_fast")
    _take_turn(_store(said))
    return _answer()


def _may_say(token: str, said: Said) -> bool:
    """Nobody says more than anybody can read; but whoever cries for help is let in even so."""
    limits, ip, now = room().limits, request.remote_addr or "", time.monotonic()
    if limits.may_say(token, ip, said.photo is not None, now):
        return True
    return said.photo is None and bool(dangers(said.text)) and limits.may_cry(token, now)


def _news(session: Session, talker: Talker | None) -> Response:
    """The talk anew where something was added to it, else nothing."""
    if talker is None or request.args["after"] == mark(session, talker.address.id):
        return Response(status=204)
    return _piece(_shown(session, talker))


def _shown(session: Session, talker: Talker, before: datetime | None = None) -> Shown:
    speak(talker.language)
    return show(session, talker.address.id, talker.language, before)


def _before() -> datetime | None:
    """The moment from where we look back, if we do."""
    try:
        moment = datetime.fromisoformat(request.args.get("voor", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _said() -> Said:
    """The form. Of several things at once the photo counts most, and words go along with it."""
    text = request.form.get("text", "")
    upload = request.files.get("photo")
    if upload is not None and upload.filename:
        with upload.stream as stream:
            return Said(text=text, photo=stream.read())
    place = place_from(request.form.get("place", ""))
    return Said(place=place) if place else Said(text=text, tap=request.form.get("tap", ""))


def _store(said: Said) -> int:
    """Put it in the inbox, once however often it is sent. Returns the id of who said it."""
    taken = photos.take(said.photo) if said.photo is not None else None
    device = room().cookies.device()
    caller = device.caller(asked_language())
    key = said.key(device.token, request.form.get("nonce", ""))
    files = taken.files if taken else None
    row = Received(Channel.WEB, "", key, said.body(), caller, files=files)
    with transaction(room().engine) as session:
        now = database_now(session)
        resident_id = find_or_create(session, {caller}, now)[caller].resident_id
        if store(session, [row], now) and taken and taken.rebuilt:
            size = (taken.rebuilt.width, taken.rebuilt.height)
            store_photo(session, taken.photo_id, resident_id, taken.rebuilt.jpeg, size, now)
    return resident_id


def _take_turn(resident_id: int) -> None:
    """Answer at once where we can. Where not, a worker answers and the page looks for it."""
    try:
        room().turns.take_of(resident_id)
    except Busy:
        log.info("web.turn_busy", resident=resident_id)
    except Exception as error:
        log.warning("web.turn_failed", resident=resident_id, error=type(error).__name__)


def _answer() -> Response:
    if not wants_piece():
        return room().cookies.keep(make_response(redirect("/chat#laatste", 303)))
    with transaction(room().engine) as session:
        talker = find_talker(session, room().cookies.device())
        return _piece(_shown(session, talker)) if talker else Response(status=204)


def _piece(shown: Shown) -> Response:
    """What the script puts into the page that it has."""
    return make_response(render_template("chat/talk.html", shown=shown, link=""))
