"""How often one may try a password or a code. Counted in the database, for all processes.

Only failures count, because a whole town hall can share one address.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, request, session
from flask_limiter import Limiter
from limits.storage import Storage
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models.db import transaction
from models.people import tries
from panel import auth, edge

TRIES = "10 per 5 minutes"
ALL_TRIES = "1000 per 5 minutes"
# A code has six figures: so many tries a day, that guessing takes a lifetime.
CODE_TRIES = "5 per 5 minutes;30 per day"
PASSWORD_DOOR, CODE_DOORS = (
    "security.login",
    (
        "security.two_factor_token_validation",
        "security.mf_recovery",
    ),
)


class Counts(Storage):
    """Where Flask-Limiter keeps its counts: in our own table, each in a transaction of its own."""

    STORAGE_SCHEME = ["wijkbot"]

    def __init__(self, uri: str | None = None, *, engine: Engine, **options: Any) -> None:
        super().__init__(uri, **options)
        self._engine = engine

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with transaction(self._engine) as own:
            return tries.count(own, key, timedelta(seconds=expiry), amount)

    def get(self, key: str) -> int:
        with transaction(self._engine) as own:
            return tries.counted(own, key)[0]

    def get_expiry(self, key: str) -> float:
        with transaction(self._engine) as own:
            ends_at = tries.counted(own, key)[1]
        return ends_at.timestamp() if ends_at else 0.0

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with transaction(self._engine) as own:
            tries.clear(own)
        return None

    def clear(self, key: str) -> None:
        with transaction(self._engine) as own:
            tries.clear(own, key)


def install(app: Flask) -> None:
    """Guard the doors where something can be guessed."""
    engine = app.extensions[edge.ENGINE]
    limiter = Limiter(
        _address, app=app, storage_uri="wijkbot://", storage_options={"engine": engine}
    )
    for key, allowed in ((_account, TRIES), (_address, TRIES), (_everybody, ALL_TRIES)):
        _limit(app, limiter, PASSWORD_DOOR, key_func=key, limit_value=allowed)
    _limit(app, limiter, "invitation.accept", key_func=_address, limit_value=TRIES)
    _limit(app, limiter, "confirm.index", key_func=_colleague, limit_value=CODE_TRIES)
    for door in CODE_DOORS:
        _limit(app, limiter, door, key_func=_halfway, limit_value=CODE_TRIES, scope="code")


def _limit(app: Flask, limiter: Limiter, endpoint: str, **limit: Any) -> None:
    kind = limiter.shared_limit if "scope" in limit else limiter.limit
    guarded: Any = kind(methods=["POST"], deduct_when=_failed, **limit)
    app.view_functions[endpoint] = guarded(app.view_functions[endpoint])


def _failed(response: Response) -> bool:
    return response.status_code != 302


def _account() -> str:
    return "account " + request.form.get("email", "").strip().lower()


def _address() -> str:
    return "address " + (request.remote_addr or "")


def _everybody() -> str:
    return "everybody"


def _halfway() -> str:
    """Who gave the right password and is asked for a code."""
    return f"code {session.get('tf_user_id', '')}"


def _colleague() -> str:
    return f"colleague {auth.staff().id}"
