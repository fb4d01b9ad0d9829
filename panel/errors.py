"""What people see when something does not go as asked: one plain page per kind."""

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from models.db import is_transient
from models.people.rights import Act, NotAllowed
from panel import auth, gate, kept

KNOWN = {403: "forbidden", 404: "not_found", 405: "not_found", 429: "too_often", 503: "busy"}
Answer = tuple[str, int]


def install(app: Flask) -> None:
    """A page of our own for each error; the log keeps the rest."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda error: _stale())
    # A thing of another stadsdeel is not there at all for who may not see it.
    app.register_error_handler(NotAllowed, lambda error: _page("not_found", 404))
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(500, lambda error: _page("broken", 500))


def _stale() -> Answer:
    """A form of before the last login, from another tab: shown, to be sent on with a new token.

    Only what comes from our own pages by the browser's own word, and never anybody's account.
    """
    act = gate.rule_of(current_app, request.endpoint or "")
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if not ours or act in (None, Act.OWN_ACCOUNT) or auth.logged_in() is None:
        return _page("stale", 400)
    return render_template("panel/kept.html", **kept.shown(kept.sent())), 400


def _http(error: HTTPException) -> Answer | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    return _page(KNOWN.get(code, "stale" if code < 500 else "broken"), code)


def _database(error: DBAPIError | OperationalError | PoolTimeout) -> Answer:
    if is_transient(error):
        return _page("busy", 503)
    raise error


def _page(kind: str, code: int) -> Answer:
    return render_template("panel/error.html", kind=kind), code
