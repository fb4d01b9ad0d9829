"""For machines: how we are, able to serve, and figures. No words for people, no personal data."""

import hmac
from dataclasses import replace

from flask import Flask, Response, jsonify, request
from prometheus_client import generate_latest
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models.db import database_now, transaction
from models.operations.condition import Condition, Reason, Wanted, examine, wanted
from models.operations.room import Room
from models.schema_state import State, state
from models.settings import Settings
from panel import figures

LOOPBACK = ("127.0.0.1", "::1")


class _Unfit(Exception):
    """There is nothing to look at: no database, or one of another version."""

    def __init__(self, reason: Reason, schema: State | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.schema = schema


def create_health_app(engine: Engine, settings: Settings) -> Flask:
    """`/healthz`, `/readyz` and `/metrics`.

    `/healthz` answers 503 when it is red and 200 otherwise; whoever asks from elsewhere hears
    the status and its reasons. The figures are for this machine only, and not through a proxy; or
    for who knows the token of the settings.
    """
    app = Flask(__name__, static_folder=None)
    asked, room = wanted(settings), Room(engine)

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        try:
            found = _examine(engine, asked, room)
        except _Unfit as unfit:
            return _answer(figures.of_nothing(unfit.reason, unfit.schema))
        return _answer(figures.told(found) if _from_here() else figures.in_short(found))

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        try:
            schema = state(engine)
        except SQLAlchemyError:
            return jsonify(database="away"), 503
        return jsonify(schema=str(schema)), 200 if schema is State.OK else 503

    @app.get("/metrics")
    def metrics() -> tuple[Response, int]:
        if not (_from_here() or _knows(settings.metrics_token)):
            return jsonify(error="loopback or token only"), 403
        try:
            registry = figures.registry(_examine(engine, asked, room))
        except _Unfit as unfit:
            registry = figures.registry_of_nothing(unfit.reason)
        return Response(generate_latest(registry), mimetype="text/plain"), 200

    return app


def _from_here() -> bool:
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers


def _knows(token: SecretStr | None) -> bool:
    """As Prometheus says it: `Authorization: Bearer TOKEN`."""
    said = request.authorization
    if token is None or said is None or said.type != "bearer":
        return False
    return hmac.compare_digest(said.token or "", token.get_secret_value())


def _answer(said: figures.Json) -> tuple[Response, int]:
    return jsonify(said), 503 if said["status"] == "red" else 200


def _examine(engine: Engine, asked: Wanted, room: Room) -> Condition:
    """Raises _Unfit."""
    try:
        schema = state(engine)
        if schema is not State.OK:
            raise _Unfit(Reason.SCHEMA, schema)
        with transaction(engine) as session:
            found = examine(session, asked, database_now(session))
        if room.there():
            return found
        return replace(found, reasons=(Reason.DISK_FULL, *found.reasons))
    except SQLAlchemyError as error:
        raise _Unfit(Reason.DATABASE_AWAY) from error
