"""Nothing typed is lost: not when a session ended meanwhile, nor when we ask who one is again."""

import html
import re
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from models.db import database_now, transaction
from models.people import accounts, kept_forms
from models.people.kept_forms import KeptForm
from models.people.rights import Act
from models.people.staff import RoleName, Staff
from panel import auth
from panel.app import create_panel_app
from panel.gate import fresh, needs
from tests.builders import Cast, create_staff
from tests.panel.conftest import SETTINGS, token_of
from tests.panel.test_auth import PASSWORD, try_password

WORDS = "Beste mevrouw, wat een mooi plan: <b>een bankje</b> bij het water."


@pytest.fixture
def panel_app(engine: Engine) -> Flask:
    """One of its own, since a room is added to it."""
    return create_panel_app(engine, SETTINGS)


@pytest.fixture
def bea(engine: Engine, panel_app: Flask, cast: Cast) -> Staff:
    """A beheerder with a password."""
    with transaction(engine) as session, panel_app.app_context():
        staff = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
        staff.password = auth.hashed(PASSWORD)
        return staff


@pytest.fixture
def notes(panel_app: Flask) -> list[dict[str, list[str]]]:
    """What came in at a page that takes words, and asks who one is once more."""
    took: list[dict[str, list[str]]] = []

    @panel_app.route("/briefje", methods=["GET", "POST"])
    @fresh
    @needs(Act.ACCOUNTS)
    def note() -> str:
        took.append({name: request.form.getlist(name) for name in ("words", "tag")})
        return "took it"

    return took


def sent(token: str) -> dict[str, object]:
    return {"csrf_token": token, "words": WORDS, "tag": ["1", "2"], "version": "7"}


def send_on(browser: FlaskClient, page: str) -> int:
    """Press the button under what was kept."""
    form = page.split('<form method="post" action="/briefje"')[1].split("</form>")[0]
    pairs = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(html.unescape(value))
    return browser.post("/briefje", data=data).status_code


def test_a_form_of_an_ended_session_comes_back_after_login(
    engine: Engine, client: FlaskClient, bea: Staff, notes: list[dict[str, list[str]]]
) -> None:
    try_password(client, bea.email, PASSWORD)
    token = token_of(client)
    with time_machine.travel(time.time() + 31 * 60, tick=True):
        too_late = client.post("/briefje", data=sent(token))
        assert too_late.status_code == HTTPStatus.FOUND
        assert too_late.location == "/login?next=/verder/"
        form = {"email": bea.email, "password": PASSWORD}
        form["csrf_token"] = token_of(client, too_late.location)
        back = client.post(too_late.location, data=form)
        assert back.location == "/verder/"
        page = client.get(back.location).text
        assert html.escape(WORDS, quote=False).replace("'", "&#39;") in page
        assert notes == []
        assert send_on(client, page) == HTTPStatus.OK
    assert notes == [{"words": [WORDS], "tag": ["1", "2"]}]


def test_it_is_kept_sealed_and_not_longer_than_an_hour(
    engine: Engine, client: FlaskClient, bea: Staff, notes: list[dict[str, list[str]]]
) -> None:
    try_password(client, bea.email, PASSWORD)
    token = token_of(client)
    with time_machine.travel(time.time() + 31 * 60, tick=True):
        client.post("/briefje", data=sent(token))
    with transaction(engine) as session:
        now = database_now(session)
        raw = session.connection().exec_driver_sql("SELECT body FROM staff_kept_form").scalar()
        assert b"bankje" not in bytes(raw or b"")
        assert kept_forms.kept(session, session.get_one(Staff, bea.id), now)
        assert kept_forms.forget(session, now + timedelta(minutes=59)) == 0
        assert kept_forms.forget(session, now + timedelta(minutes=61)) == 1


def test_a_colleague_who_logs_in_next_sees_nothing_of_it(
    engine: Engine, client: FlaskClient, bea: Staff, notes: list[dict[str, list[str]]]
) -> None:
    with transaction(engine) as session, client.application.app_context():
        other = create_staff(session, "Otto Ander", RoleName.BEHEERDER)
        other.password = auth.hashed(PASSWORD)
    try_password(client, bea.email, PASSWORD)
    token = token_of(client)
    with time_machine.travel(time.time() + 31 * 60, tick=True):
        client.post("/briefje", data=sent(token))
        try_password(client, other.email, PASSWORD)
        assert "bankje" not in client.get("/verder/", follow_redirects=True).text


@pytest.mark.parametrize("planted", ["no cookie", "another's token"])
def test_who_had_no_session_here_leaves_nothing(
    engine: Engine, panel_app: Flask, bea: Staff, notes: object, planted: str
) -> None:
    victim, other = panel_app.test_client(), panel_app.test_client()
    try_password(victim, bea.email, PASSWORD)
    token = token_of(victim)
    browser = other if planted == "no cookie" else victim
    if planted == "another's token":
        token = token_of(other, "/login")
    with time_machine.travel(time.time() + 31 * 60, tick=True):
        answer = browser.post("/briefje", data=sent(token))
    assert answer.location == "/login"
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_a_session_that_was_ended_elsewhere_loses_nothing_either(
    engine: Engine, client: FlaskClient, bea: Staff, notes: list[dict[str, list[str]]]
) -> None:
    try_password(client, bea.email, PASSWORD)
    token = token_of(client)
    with transaction(engine) as session:
        accounts.end_sessions(session.get_one(Staff, bea.id), auth.new_mark())
    assert client.post("/briefje", data=sent(token)).location == "/login?next=/verder/"


def test_a_form_of_before_the_last_login_is_not_lost_either(
    client: FlaskClient, bea: Staff, notes: list[dict[str, list[str]]]
) -> None:
    """Two tabs: the session ended, one logs in in the second, and sends the form of the first."""
    try_password(client, bea.email, PASSWORD)
    token = token_of(client)
    with client.session_transaction() as ended:
        ended.clear()
    try_password(client, bea.email, PASSWORD)
    ours, other = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "same-site"}
    assert "bankje" not in client.post("/briefje", data=sent(token), headers=other).text
    shown = client.post("/briefje", data=sent(token), headers=ours)
    assert shown.status_code == HTTPStatus.BAD_REQUEST
    assert notes == []
    assert send_on(client, shown.text) == HTTPStatus.OK
    assert notes == [{"words": [WORDS], "tag": ["1", "2"]}]


def tire(browser: FlaskClient, **ago: float) -> None:
    """As if one logged in that long ago."""
    with browser.session_transaction() as kept:
        kept["confirmed"] = (datetime.now(UTC) - timedelta(**ago)).isoformat()


def test_ten_minutes_after_login_we_ask_again_and_go_on(
    client: FlaskClient, bea: Staff, notes: list[dict[str, list[str]]]
) -> None:
    try_password(client, bea.email, PASSWORD)
    token = token_of(client)
    tire(client, minutes=9, seconds=50)
    assert client.get("/briefje").text == "took it"
    tire(client, minutes=10, seconds=1)
    assert client.get("/briefje?x=1").location == "/bevestigen/?next=/briefje?x%3D1"
    asked = client.post("/briefje", data=sent(token))
    assert asked.location == "/bevestigen/?next=/verder/"
    form = {"csrf_token": token, "next": "/verder/", "password": "iets anders dan het hoort"}
    wrong = client.post("/bevestigen/", data=form)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="password-error"' in wrong.text
    assert client.post("/briefje", data=sent(token)).status_code == HTTPStatus.FOUND
    right = client.post("/bevestigen/", data=form | {"password": PASSWORD})
    assert right.location == "/verder/"
    notes.clear()
    assert send_on(client, client.get("/verder/").text) == HTTPStatus.OK
    assert notes == [{"words": [WORDS], "tag": ["1", "2"]}]


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/x", "//kwaad.example/x", ""])
def test_confirming_leads_nowhere_else(client: FlaskClient, bea: Staff, elsewhere: str) -> None:
    try_password(client, bea.email, PASSWORD)
    form = {"csrf_token": token_of(client), "next": elsewhere, "password": PASSWORD}
    assert client.post("/bevestigen/", data=form).location == "/"


def test_what_was_kept_can_be_thrown_away(
    engine: Engine, client: FlaskClient, bea: Staff, notes: object
) -> None:
    try_password(client, bea.email, PASSWORD)
    token = token_of(client)
    tire(client, minutes=11)
    client.post("/briefje", data=sent(token))
    assert client.get("/verder/").status_code == HTTPStatus.OK
    client.post("/verder/weg", data={"csrf_token": token})
    assert client.get("/verder/").status_code == HTTPStatus.FOUND
