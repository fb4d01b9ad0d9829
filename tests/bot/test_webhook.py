"""Telegram at our door: known by its secret, stored before it is thanked, never told twice."""

import json
import time
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from werkzeug.test import TestResponse

from bot.channels.telegram.intake import WEBHOOK_PATH
from bot.channels.web.app import create_residents_app
from bot.facts.plan import PlanCache
from models.db import make_engine, transaction
from models.messages.inbox import InboxRow, InboxState
from models.settings import Settings
from tests.bot.visitor import SETTINGS

SECRET = "geheim_van_de_tests"
OURS = Settings.model_validate(
    SETTINGS.model_dump()
    | {"telegram_token": "8120:AAF-fake-token-for-tests-only", "telegram_webhook_secret": SECRET}
)


def residents(engine: Engine, settings: Settings = OURS) -> Flask:
    return create_residents_app(engine, settings, PlanCache(settings.base_url))


@pytest.fixture
def telegram(engine: Engine) -> FlaskClient:
    return residents(engine).test_client()


def brings(client: FlaskClient, body: bytes, secret: str | None = SECRET) -> TestResponse:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    return client.post(WEBHOOK_PATH, data=body, headers=headers, content_type="application/json")


def update(update_id: int = 1, **content: Any) -> bytes:
    said = {"message_id": 5, "date": 1, "chat": {"id": 70, "type": "private"}, "text": "hoi"}
    return json.dumps({"update_id": update_id, "message": said | content}).encode()


def tap(update_id: int = 2) -> bytes:
    query = {"id": "4382", "from": {"id": 70}, "data": "1:yes", "chat_instance": "1"}
    return json.dumps({"update_id": update_id, "callback_query": query}).encode()


def inbox(engine: Engine) -> Sequence[InboxRow]:
    with transaction(engine) as session:
        return session.scalars(select(InboxRow).order_by(InboxRow.id)).all()


def test_an_update_is_stored_and_thanked(engine: Engine, telegram: FlaskClient) -> None:
    answer = brings(telegram, update())
    assert (answer.status_code, answer.json) == (200, {})
    (row,) = inbox(engine)
    assert (row.bot, row.update_id, row.state) == ("8120", "1", InboxState.OPEN)
    assert row.body == update()


def test_what_comes_again_is_stored_once(engine: Engine, telegram: FlaskClient) -> None:
    assert [brings(telegram, update()).status_code for _ in range(10)] == [200] * 10
    assert len(inbox(engine)) == 1


def test_a_tap_is_acknowledged_in_the_answer(engine: Engine, telegram: FlaskClient) -> None:
    answer = brings(telegram, tap())
    assert answer.json == {"method": "answerCallbackQuery", "callback_query_id": "4382"}
    assert len(inbox(engine)) == 1


def test_a_photo_goes_by_the_files_stage(engine: Engine, telegram: FlaskClient) -> None:
    brings(telegram, update(photo=[{"file_id": "a", "width": 10, "height": 10}]))
    assert [row.state for row in inbox(engine)] == [InboxState.FILES]


def test_who_does_not_know_the_secret_is_not_read(engine: Engine, telegram: FlaskClient) -> None:
    started = time.process_time()
    for number in range(200):
        for secret in (None, "", "fout", SECRET + "x", SECRET[:-1], "é"):
            assert brings(telegram, b"[" * 50, secret).status_code == 403, number
    assert (time.process_time() - started) / 1200 < 0.005
    assert not inbox(engine)


def test_without_a_secret_of_our_own_nobody_comes_in(engine: Engine) -> None:
    polling = OURS.model_copy(update={"telegram_webhook_secret": None})
    for settings in (polling, SETTINGS, OURS.model_copy(update={"channels": frozenset({"web"})})):
        client = residents(engine, settings).test_client()
        assert brings(client, update(), "").status_code == 403
        assert brings(client, update(), SECRET).status_code == 403


def test_too_much_is_refused(engine: Engine, telegram: FlaskClient) -> None:
    assert brings(telegram, update(text="x" * (1 << 20))).status_code == 413
    assert not inbox(engine)


def test_a_body_that_does_not_say_its_length_is_measured(
    engine: Engine, telegram: FlaskClient
) -> None:
    answer = telegram.open(
        WEBHOOK_PATH,
        method="POST",
        headers={"X-Telegram-Bot-Api-Secret-Token": SECRET, "Transfer-Encoding": "chunked"},
        input_stream=BytesIO(update(text="x" * (2 << 20))),
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert not inbox(engine)


def test_what_cannot_be_read_is_set_aside_and_thanked(
    engine: Engine, telegram: FlaskClient
) -> None:
    broken = (
        b"",
        b"no json",
        b"[" * 500_000,
        b'{"update_id": ' + b"9" * 300 + b"}",
        b'{"update_id": 7, "message": "text"}',
        b'{"update_id": 8, "message": {"chat": {"type": "private"}}}',
        b'{"update_id": 9, "message": {"chat": {"id": 7, "type": "private"}, "text": "\\ud800"',
        b"\xff\xfe\x00",
    )
    for body in broken:
        answer = brings(telegram, body)
        assert (answer.status_code, answer.json) == (200, {}), body[:40]
    assert {row.state for row in inbox(engine)} == {InboxState.POISON}
    assert len(inbox(engine)) == len(broken)


def test_odd_characters_are_stored_as_they_came(engine: Engine, telegram: FlaskClient) -> None:
    body = update(text="\u0000 \ud800 \u202e <b>")
    assert brings(telegram, body).status_code == 200
    assert [(row.state, row.body) for row in inbox(engine)] == [(InboxState.OPEN, body)]


def test_when_the_database_is_away_telegram_comes_back(engine: Engine) -> None:
    nowhere = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
    answer = brings(residents(nowhere).test_client(), update())
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_an_update_that_we_cannot_store_is_set_aside(engine: Engine, telegram: FlaskClient) -> None:
    """A mistake of ours must not bring the same update back for ever."""
    with transaction(engine) as session:
        session.execute(text("ALTER TABLE inbox ADD CONSTRAINT broken CHECK (update_id <> '1')"))
    try:
        assert brings(telegram, update()).status_code == 200
    finally:
        with transaction(engine) as session:
            session.execute(text("ALTER TABLE inbox DROP CONSTRAINT broken"))
    (row,) = inbox(engine)
    assert (row.state, row.reason, row.body) == (InboxState.POISON, "IntegrityError", update())


def test_telegram_gets_no_pages_and_no_cookies(telegram: FlaskClient) -> None:
    for answer in (telegram.get(WEBHOOK_PATH), brings(telegram, update(text="x" * (1 << 21)))):
        assert answer.status_code in (404, 405, 413)
        assert b"<html" not in answer.data
        assert "Set-Cookie" not in answer.headers
