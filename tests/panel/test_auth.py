"""Logging in, staying in, and being out."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.people.staff import Staff
from panel import auth
from tests.builders import Cast
from tests.panel.conftest import token_of

PASSWORD = "een zin van een paar woorden"


@pytest.fixture
def zahra(engine: Engine, panel_app: Flask, cast: Cast) -> Staff:
    """The wijkmanager of Zuid, with a password."""
    with transaction(engine) as session, panel_app.app_context():
        staff = session.get_one(Staff, cast.manager_zuid.id)
        staff.password = auth.hashed(PASSWORD)
        return staff


def try_password(browser: FlaskClient, email: str, password: str, **more: str) -> tuple[int, str]:
    """Fill in the login page; gives the status, and the page without its token."""
    token = token_of(browser, "/login")
    form = {"email": email, "password": password, "csrf_token": token, **more}
    answer = browser.post("/login", data=form)
    new_token = token_of(browser, "/login") if answer.status_code == HTTPStatus.OK else token
    return answer.status_code, answer.text.replace(token, "").replace(new_token, "")


def test_with_the_right_password_one_is_in(client: FlaskClient, zahra: Staff) -> None:
    status, _ = try_password(client, zahra.email.upper(), PASSWORD)
    assert status == HTTPStatus.FOUND
    assert zahra.name in client.get("/account").text
