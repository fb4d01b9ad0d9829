"""What people see when something does not go as asked: what it was, and how to go on.

What they typed stands in the page to send again. The script shows the sentence alone, and
leaves their words where they are.
"""

import traceback

import structlog
from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from bot.channels.web.room import room
from bot.channels.web.templating import page_language
from models.db import is_transient
from models.plan.reading import NotLoaded
from texts.render import text

log = structlog.get_logger()

# By kind: the status of the answer.
KINDS = {
    "no_cookie": 400,
    "stale": 400,
    "not_found": 404,
    "too_big": 413,
    "too_fast": 429,
    "too_many_codes": 429,
    "broken": 500,
    "away": 503,
    "busy": 503,
}
_BY_CODE = {404: "not_found", 405: "not_found", 413: "too_big", 429: "too_fast", 503: "busy"}


def wants_piece() -> bool:
    """Whether the script asks, which needs no page around its answer."""
    return request.headers.get("Wijkbot-Piece") == "1"


def refuse(kind: str) -> Response:
    """The page of one kind of trouble."""
    status = KINDS[kind]
    if not request.path.startswith("/chat"):
        # Telegram reads no pages.
        return Response(status=status)
    if wants_piece():
        sentence = text(f"web.refused.{kind}", page_language())
        return Response(sentence, status=status, mimetype="text/plain")
    typed = {} if kind == "too_big" else _typed()
    response = make_response(render_template("chat/refused.html", kind=kind, typed=typed), status)
    if status == KINDS["busy"]:
        response.headers["Retry-After"] = "5"
    return room().cookies.keep(response)


def _typed() -> dict[str, str]:
    """What can be sent again from the page: not a file, that only the person can choose."""
    if request.method != "POST":
        return {}
    names = ("text", "tap", "place", "taal")
    return {name: request.form[name] for name in names if request.form.get(name)}


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _trouble)
    app.register_error_handler(PoolTimeout, _trouble)
    app.register_error_handler(OSError, _trouble)
    # Before the data of a gemeente are loaded there is nothing to talk about.
    app.register_error_handler(NotLoaded, lambda error: _away())
    app.register_error_handler(Exception, _broken)


def _http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    return refuse(_BY_CODE.get(code, "broken" if code >= 500 else "stale"))


def _trouble(error: DBAPIError | PoolTimeout | OSError) -> Response:
    """The database, or the disk, is not there for us now."""
    if isinstance(error, OSError) or is_transient(error):
        log.warning("web.trouble", error=type(error).__name__)
        return _away()
    return _broken(error)


def _away() -> Response:
    """Who was sending something hears that it was not sent."""
    return refuse("busy" if request.method == "POST" else "away")


def _broken(error: Exception) -> Response:
    # The place and the kind; what an error says of itself may hold what somebody typed.
    where = traceback.extract_tb(error.__traceback__)[-1:]
    at = [f"{frame.filename}:{frame.lineno}" for frame in where]
    log.error("web.broken", error=type(error).__name__, path=request.path, at=at)
    return refuse("broken")
