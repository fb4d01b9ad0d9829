"""What people see when something is not there or does not work: plain words and a way on."""

from contextlib import suppress

from flask import Flask, Response, make_response, render_template
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from models.db import is_transient
from models.plan.reading import NotLoaded
from panel.public import copies, words

KNOWN = {404: "not_found", 405: "not_found", 413: "too_large", 429: "too_often"}


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotLoaded, lambda error: _page("empty", 503))
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(500, lambda error: _page("broken", 500))


def _http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    return _page(KNOWN.get(code, "stale" if code < 500 else "broken"), code)


def _database(error: DBAPIError | PoolTimeout) -> Response:
    """Without a database we show the page as it last was; only then that it is away."""
    if not is_transient(error):
        raise error
    return copies.last_known() or _page("busy", 503)


def _page(kind: str, code: int) -> Response:
    # The page names the gemeente where it can; what went wrong may be that very question.
    if code < 500:
        with suppress(DBAPIError, PoolTimeout, NotLoaded):
            words.frame()
    response = make_response(render_template("public/error.html", kind=kind), code)
    response.headers["Cache-Control"] = "no-store"
    return response
