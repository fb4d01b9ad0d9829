"""For machines: running, able to serve, and figures. No words for people, no personal data."""

from flask import Flask, Response, jsonify, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models.db import database_now, transaction
from models.messages.health import Health, measure
from models.schema_state import State, state
from models.settings import Settings

LOOPBACK = ("127.0.0.1", "::1")


def create_health_app(engine: Engine, settings: Settings) -> Flask:
    """`/healthz`, `/readyz` and `/metrics` (from this machine only, and not through a proxy)."""
    app = Flask(__name__, static_folder=None)

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        try:
            return jsonify(_shown(_measure(engine))), 200
        except SQLAlchemyError:
            return jsonify(database="away"), 503

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        try:
            schema = state(engine)
        except SQLAlchemyError:
            return jsonify(database="away"), 503
        return jsonify(schema=str(schema)), 200 if schema is State.OK else 503

    @app.get("/metrics")
    def metrics() -> tuple[Response, int]:
        if not _from_here():
            return jsonify(error="loopback only"), 403
        figures = generate_latest(_registry(_measure(engine)))
        return Response(figures, mimetype="text/plain"), 200

    return app


def _from_here() -> bool:
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers


def _measure(engine: Engine) -> Health:
    with transaction(engine) as session:
        return measure(session, database_now(session))


def _shown(health: Health) -> dict[str, object]:
    pause = health.paused_until
    return {
        "inbox": {
            "waiting": health.waiting_in,
            "lag_seconds": round(health.lag_in, 1),
            "set_aside": health.poison,
        },
        "outbox": {
            "waiting": health.waiting_out,
            "lag_seconds": round(health.lag_out, 1),
            "unknown": health.unknown,
            "failed": health.failed,
        },
        "paused_until": pause.isoformat() if pause else None,
    }


def _registry(health: Health) -> CollectorRegistry:
    registry = CollectorRegistry()
    figures = {
        "wijkbot_inbox_waiting": ("Updates waiting for their turn", health.waiting_in),
        "wijkbot_inbox_lag_seconds": ("Age of the longest waiting update", health.lag_in),
        "wijkbot_inbox_set_aside": ("Updates set aside after three tries", health.poison),
        "wijkbot_outbox_waiting": ("Messages waiting to be sent", health.waiting_out),
        "wijkbot_outbox_lag_seconds": ("Age of the longest waiting message", health.lag_out),
        "wijkbot_outbox_unknown": ("Messages of which nobody knows", health.unknown),
        "wijkbot_outbox_failed": ("Messages that could not be sent", health.failed),
    }
    for name, (about, value) in figures.items():
        Gauge(name, about, registry=registry).set(value)
    return registry
