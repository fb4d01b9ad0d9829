"""From an invitation to the first page: once, within a day, with a password that will do."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import database_now, transaction
from models.people import accounts
from models.people.staff import RoleName
from tests.builders import Cast
from tests.panel.conftest import token_of
from tests.panel.test_auth import PASSWORD, is_in, try_password

EMAIL = "ria@zwolle.nl"


@pytest.fixture
def link(engine: Engine, cast: Cast) -> str:
    """An invitation that was made just now."""
    with transaction(engine) as session:
        now, token = database_now(session), "a-token-that-nobody-can-guess"
        role = RoleName.WIJKMANAGER
        return accounts.invite(session, EMAIL, "Ria Noord", role, cast.noord.id, now, token)


def choose(browser: FlaskClient, link: str, password: str) -> tuple[int, str]:
    form = {"csrf_token": token_of(browser, link), "password": password}
    answer = browser.post(link, data=form)
    return answer.status_code, answer.text


def test_choosing_a_password_brings_one_in(client: FlaskClient, link: str) -> None:
    assert "Ria Noord" in client.get(link).text
    assert choose(client, link, PASSWORD)[0] == HTTPStatus.FOUND
    assert is_in(client)
    other = client.application.test_client()
    assert try_password(other, EMAIL, PASSWORD)[0] == HTTPStatus.FOUND


def test_it_works_once(client: FlaskClient, link: str) -> None:
    choose(client, link, PASSWORD)
    late = client.application.test_client()
    answer = late.get(link)
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "Deze uitnodiging werkt niet meer" in answer.text
    form = {"csrf_token": token_of(late, "/login"), "password": "een heel ander wachtwoord"}
    assert late.post(link, data=form).status_code == HTTPStatus.NOT_FOUND
    assert try_password(late, EMAIL, PASSWORD)[0] == HTTPStatus.FOUND


def test_looking_does_not_use_it_up(client: FlaskClient, link: str) -> None:
    for _ in range(3):
        assert client.get(link).status_code == HTTPStatus.OK


@pytest.mark.parametrize("password", ["te kort", "x" * 129, "a" * 20])
def test_a_poor_password_is_refused_and_the_link_stays(
    client: FlaskClient, link: str, password: str
) -> None:
    status, page = choose(client, link, password)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="password-error"' in page
    assert choose(client, link, PASSWORD)[0] == HTTPStatus.FOUND


def test_another_link_is_no_link(client: FlaskClient, link: str) -> None:
    for odd in ("x", "x" * 5000, "%F0%9F%98%80"):
        assert client.get(f"/uitnodiging/{odd}").status_code == HTTPStatus.NOT_FOUND
