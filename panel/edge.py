"""One database transaction per request, opened when first needed."""

from datetime import datetime
from itertools import chain

from flask import Flask, Response, abort, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.db import database_now

READS = frozenset({"GET", "HEAD", "OPTIONS"})
ENGINE = "wijkbot_engine"


def session() -> Session:
    """This request's session. Pages and acts add and change; nobody but this file commits."""
    if "session" not in g:
        g.session = Session(current_app.extensions[ENGINE], expire_on_commit=False)
    opened: Session = g.session
    return opened


def now() -> datetime:
    """The moment of this request, by the database's clock, read once."""
    if "now" not in g:
        g.now = database_now(session())
    read: datetime = g.now
    return read


def commit_this() -> None:
    """Keep what this request changes though it is a GET: only for what works once by itself."""
    g.commits = True


def install(app: Flask, engine: Engine) -> None:
    """Commit what a writing request changed when it succeeds; drop everything otherwise.

    A request writes when it is no GET, and succeeds with a status under 400: a form that
    comes back with errors is answered with 422, so that nothing of it stays.
    """
    app.extensions[ENGINE] = engine

    @app.before_request
    def refuse_nul() -> None:
        # PostgreSQL's text cannot hold it, and nobody types it.
        told = chain(request.values.values(), (request.view_args or {}).values())
        if any("\0" in value for value in told if isinstance(value, str)):
            abort(400)

    @app.after_request
    def commit(response: Response) -> Response:
        writes = request.method not in READS or "commits" in g
        if "session" in g and writes and response.status_code < 400:
            session().commit()
        return response

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        opened: Session | None = g.pop("session", None)
        if opened is not None:
            opened.close()
