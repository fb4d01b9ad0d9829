"""A bot made of nothing but HTTP, to try the fake's own refusals."""

import http.client
import json
from typing import Any

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.seen import Wire

JSON_BODY = "application/json"
FORM_BODY = "application/x-www-form-urlencoded"


def post(
    fake: FakeTelegram, method: str, body: bytes, kind: str = JSON_BODY, token: str = ""
) -> tuple[int, bytes]:
    """Status and body of one call. Raises OSError or HTTPException when the fake hangs up."""
    connection = http.client.HTTPConnection("127.0.0.1", fake.port, timeout=10)
    try:
        path = f"/bot{token or fake.token}/{method}"
        connection.request("POST", path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def call(fake: FakeTelegram, method: str, **params: Any) -> Wire:
    """The whole answer to a JSON call, refused or not."""
    answer: Wire = json.loads(post(fake, method, json.dumps(params).encode())[1])
    return answer


def updates(fake: FakeTelegram, **params: Any) -> list[Wire]:
    """The updates of one getUpdates."""
    found: list[Wire] = call(fake, "getUpdates", **params)["result"]
    return found
