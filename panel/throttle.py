"""How often one may try a password: ten failures in five minutes, per account and per address."""

from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter

TRIES = "10 per 5 minutes"
ALL_TRIES = "1000 per 5 minutes"


def install(app: Flask) -> None:
    """Count in memory: each process counts its own, which is enough to make guessing useless.

    Only failures count, because a whole town hall can share one address.
    """
    limiter = Limiter(_address, app=app, storage_uri="memory://", strategy="moving-window")
    for key, tries in ((_account, TRIES), (_address, TRIES), (_everybody, ALL_TRIES)):
        _limit(app, limiter, "security.login", key_func=key, limit_value=tries)
    _limit(app, limiter, "invitation.accept", key_func=_address, limit_value=TRIES)


def _limit(app: Flask, limiter: Limiter, endpoint: str, **limit: Any) -> None:
    guarded: Any = limiter.limit(methods=["POST"], deduct_when=_failed, **limit)
    app.view_functions[endpoint] = guarded(app.view_functions[endpoint])


def _failed(response: Response) -> bool:
    return response.status_code != 302


def _account() -> str:
    return "account " + request.form.get("email", "").strip().lower()


def _address() -> str:
    return "address " + (request.remote_addr or "")


def _everybody() -> str:
    return "everybody"
