"""Logging in, staying in, and being out."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from models.db import transaction
from models.people import accounts, second_step
from models.people.staff import RoleName, Staff, StaffEvent
from models.settings import Settings
from panel import auth
from panel.app import create_panel_app
from tests.builders import Cast, create_staff
from tests.panel.conftest import SETTINGS, LogIn, token_of

PASSWORD = "een zin van een paar woorden"
LOGIN_PAGE = "/login"


@pytest.fixture
def zahra(engine: Engine, panel_app: Flask, cast: Cast) -> Staff:
    """The wijkmanager of Zuid, with a password."""
    with transaction(engine) as session, panel_app.app_context():
        staff = session.get_one(Staff, cast.manager_zuid.id)
        staff.password = auth.hashed(PASSWORD)
        return staff


def try_password(browser: FlaskClient, email: str, password: str, **more: str) -> tuple[int, str]:
    """Fill in the login page; gives the status, and the answer without tokens and address."""
    token = token_of(browser, LOGIN_PAGE)
    form = {"email": email, "password": password, "csrf_token": token, **more}
    answer = browser.post(LOGIN_PAGE, data=form)
    return answer.status_code, re.sub(
        r'(name="csrf_token" value=)"[^"]+', r"\1", answer.text
    ).replace(email, "")


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == HTTPStatus.OK


def session_cookie(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("wijkbot-panel")
    assert cookie
    return cookie.value


def test_with_the_right_password_one_is_in(client: FlaskClient, zahra: Staff) -> None:
    status, _ = try_password(client, zahra.email.upper(), PASSWORD)
    assert status == HTTPStatus.FOUND
    assert zahra.name in client.get("/account").text


def test_passwords_are_stored_as_argon2id(zahra: Staff) -> None:
    assert (zahra.password or "").startswith("$argon2id$")


def test_wrong_password_unknown_and_disabled_are_told_alike(
    engine: Engine, client: FlaskClient, zahra: Staff
) -> None:
    wrong = try_password(client, zahra.email, PASSWORD + "!")
    unknown = try_password(client, "niemand@zwolle.nl", PASSWORD)
    with transaction(engine) as session:
        session.get_one(Staff, zahra.id).active = False
    disabled = try_password(client, zahra.email, PASSWORD)
    assert wrong == unknown == disabled
    assert wrong[0] == HTTPStatus.OK
    assert "Controleer uw e-mailadres en wachtwoord" in wrong[1]
    assert not is_in(client)


def test_an_unknown_address_costs_as_much_time(client: FlaskClient, zahra: Staff) -> None:
    def took(email: str) -> float:
        start = time.process_time()
        try_password(client, email, "een verkeerd wachtwoord")
        return time.process_time() - start

    known = min(took(zahra.email) for _ in range(4))
    unknown = min(took("niemand@zwolle.nl") for _ in range(4))
    # A password takes tens of milliseconds to check; a look at the table about one.
    assert known / 2 < unknown < known * 2


def test_nobody_is_remembered_and_no_token_is_given(client: FlaskClient, zahra: Staff) -> None:
    token = token_of(client, LOGIN_PAGE)
    form = {"email": zahra.email, "password": PASSWORD, "remember": "y", "csrf_token": token}
    answer = client.post(f"{LOGIN_PAGE}?include_auth_token=1", json=form)
    assert "authentication_token" not in answer.text
    assert client.post(LOGIN_PAGE, data=form).status_code == HTTPStatus.FOUND
    assert client.get_cookie("remember_token") is None


def test_login_leads_to_where_one_was_going(client: FlaskClient, zahra: Staff) -> None:
    refused = client.get("/account?x=1")
    assert refused.status_code == HTTPStatus.FOUND
    assert refused.location == "/login?next=/account?x%3D1"
    token = token_of(client, refused.location)
    form = {"email": zahra.email, "password": PASSWORD, "csrf_token": token}
    assert client.post(refused.location, data=form).location == "/account?x=1"


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/x", "//kwaad.example/x"])
def test_login_leads_nowhere_else(client: FlaskClient, zahra: Staff, elsewhere: str) -> None:
    token = token_of(client, LOGIN_PAGE)
    form = {"email": zahra.email, "password": PASSWORD, "csrf_token": token, "next": elsewhere}
    answer = client.post(LOGIN_PAGE, data=form)
    assert "kwaad" not in (answer.location or "")


def test_what_a_session_knew_before_login_is_of_no_use_after(
    client: FlaskClient, zahra: Staff
) -> None:
    planted = token_of(client, LOGIN_PAGE)
    try_password(client, zahra.email, PASSWORD)
    assert token_of(client) != planted
    answer = client.post("/account/nog-hier", data={"csrf_token": planted})
    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_ten_failures_per_account_and_then_no_more(
    engine: Engine, client: FlaskClient, zahra: Staff
) -> None:
    told = [try_password(client, zahra.email, f"gok nummer {n}")[0] for n in range(11)]
    assert told == [HTTPStatus.OK] * 10 + [HTTPStatus.TOO_MANY_REQUESTS]
    refused, page = try_password(client, zahra.email, PASSWORD)
    assert refused == HTTPStatus.TOO_MANY_REQUESTS
    assert "Wacht vijf minuten" in page
    with engine.begin() as connection:
        aged = "UPDATE try_count SET ends_at = ends_at - interval '301 seconds'"
        connection.execute(text(aged))
    assert try_password(client, zahra.email, PASSWORD)[0] == HTTPStatus.FOUND


def test_more_processes_do_not_give_more_tries(engine: Engine, zahra: Staff) -> None:
    processes = [create_panel_app(engine, SETTINGS).test_client() for _ in range(2)]
    told = [try_password(processes[n % 2], zahra.email, f"gok {n}")[0] for n in range(11)]
    assert told == [HTTPStatus.OK] * 10 + [HTTPStatus.TOO_MANY_REQUESTS]


def test_ten_failures_per_address_over_all_accounts(client: FlaskClient, zahra: Staff) -> None:
    told = [try_password(client, f"gok{n}@zwolle.nl", PASSWORD)[0] for n in range(11)]
    assert told[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert HTTPStatus.TOO_MANY_REQUESTS not in told[:-1]


def test_a_made_up_forwarded_address_does_not_help(client: FlaskClient, cast: Cast) -> None:
    def guess(n: int) -> int:
        token = token_of(client, LOGIN_PAGE)
        form = {"email": f"gok{n}@zwolle.nl", "password": "x", "csrf_token": token}
        invented = {"X-Forwarded-For": f"203.0.113.{n}"}
        return client.post(LOGIN_PAGE, data=form, headers=invented).status_code

    assert [guess(n) for n in range(11)][-1] == HTTPStatus.TOO_MANY_REQUESTS


def test_behind_our_proxy_each_visitor_has_their_own_address(engine: Engine, cast: Cast) -> None:
    settings = Settings.model_validate(SETTINGS.model_dump() | {"proxies": 1})
    browser = create_panel_app(engine, settings).test_client()

    def guess(n: int) -> int:
        token = token_of(browser, LOGIN_PAGE)
        form = {"email": f"gok{n}@zwolle.nl", "password": "x", "csrf_token": token}
        seen_by_proxy = {"X-Forwarded-For": f"198.51.100.7, 203.0.113.{n}"}
        return browser.post(LOGIN_PAGE, data=form, headers=seen_by_proxy).status_code

    assert HTTPStatus.TOO_MANY_REQUESTS not in [guess(n) for n in range(11)]


def test_many_colleagues_behind_one_address_all_get_in(panel_app: Flask, zahra: Staff) -> None:
    for _ in range(12):
        assert try_password(panel_app.test_client(), zahra.email, PASSWORD)[0] == HTTPStatus.FOUND


def test_logging_out_ends_every_session(log_in: LogIn, cast: Cast) -> None:
    here, elsewhere = log_in(cast.manager_zuid), log_in(cast.manager_zuid)
    stolen = session_cookie(here)
    assert here.get("/account/uitloggen").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    here.post("/account/uitloggen", data={"csrf_token": token_of(here)})
    assert not is_in(here)
    assert not is_in(elsewhere)
    here.set_cookie("wijkbot-panel", stolen)
    assert not is_in(here)


End = Callable[[Engine, Staff, Staff], None]


def disabled(engine: Engine, by: Staff, whom: Staff) -> None:
    with transaction(engine) as session:
        staff = session.get_one(Staff, whom.id)
        accounts.disable(session, by, staff, staff.created_at, auth.new_mark())


def other_role(engine: Engine, by: Staff, whom: Staff) -> None:
    with transaction(engine) as session:
        staff = session.get_one(Staff, whom.id)
        roles = [(RoleName.MEELEZER, None)]
        accounts.change_roles(session, by, staff, roles, staff.created_at, auth.new_mark())


def other_password(engine: Engine, by: Staff, whom: Staff) -> None:
    with transaction(engine) as session:
        staff = session.get_one(Staff, whom.id)
        accounts.change_password(session, staff, "a hash", staff.created_at, auth.new_mark())


def other_phone(engine: Engine, by: Staff, whom: Staff) -> None:
    with transaction(engine) as session:
        staff = session.get_one(Staff, whom.id)
        second_step.reset(session, by, staff, staff.created_at, auth.new_mark())


@pytest.mark.parametrize("end", [disabled, other_role, other_password, other_phone])
def test_a_session_ends_with_what_it_rested_on(
    engine: Engine, log_in: LogIn, cast: Cast, end: End
) -> None:
    with transaction(engine) as session:
        beheerder = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
    browser, phone = log_in(cast.manager_zuid), log_in(cast.manager_zuid)
    assert is_in(browser)
    end(engine, beheerder, cast.manager_zuid)
    assert not is_in(browser)
    assert not is_in(phone)


def test_half_an_hour_of_silence_ends_a_session(log_in: LogIn, cast: Cast) -> None:
    browser = log_in(cast.manager_zuid)
    for minutes in (29, 58, 87):
        with time_machine.travel(time.time() + minutes * 60, tick=True):
            assert is_in(browser)
    with time_machine.travel(time.time() + 118 * 60, tick=True):
        assert not is_in(browser)


def test_twelve_hours_end_a_session(log_in: LogIn, cast: Cast) -> None:
    browser = log_in(cast.manager_zuid)

    def began_ago(**ago: float) -> None:
        with browser.session_transaction() as kept:
            kept["began"] = (datetime.now(UTC) - timedelta(**ago)).isoformat()

    began_ago(hours=11, minutes=59)
    assert is_in(browser)
    began_ago(hours=12, minutes=1)
    assert not is_in(browser)


def test_cookies_under_https_belong_to_this_host_alone(engine: Engine, cast: Cast) -> None:
    settings = Settings.model_validate(SETTINGS.model_dump() | {"base_url": "https://w.nl"})
    answer = (
        create_panel_app(engine, settings, demo=True)
        .test_client()
        .post(f"/demo-login/{cast.manager_zuid.email}", base_url="https://w.nl")
    )
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-wijkbot-panel=")
    attributes = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= attributes
    assert not any(attribute.startswith("Domain") for attribute in attributes)
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_logging_in_and_out_is_written_down(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    browser = log_in(cast.manager_zuid)
    browser.post("/account/uitloggen", data={"csrf_token": token_of(browser)})
    with transaction(engine) as session:
        told = session.execute(select(StaffEvent.act, StaffEvent.by_id).order_by(StaffEvent.id))
        zahra = cast.manager_zuid.id
        assert told.all() == [("logged in", zahra), ("logged out", zahra)]


def test_one_click_is_for_the_demo_alone(client: FlaskClient, cast: Cast) -> None:
    answer = client.post(f"/demo-login/{cast.manager_zuid.email}")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert not is_in(client)


def test_one_click_needs_somebody_who_exists(demo_app: Flask, cast: Cast) -> None:
    browser = demo_app.test_client()
    assert browser.post("/demo-login/niemand@zwolle.nl").status_code == HTTPStatus.NOT_FOUND
    assert browser.get(f"/demo-login/{cast.stranger.email}").status_code != HTTPStatus.OK
    assert not is_in(browser)
