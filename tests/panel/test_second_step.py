"""A password alone is not enough: the code of a phone, and codes for who lost it."""

import re
import time
from dataclasses import dataclass
from http import HTTPStatus

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from models.db import transaction
from models.people import second_step
from models.people.staff import RoleName, Staff, StaffEvent
from models.settings import Settings
from panel import auth
from panel.app import create_panel_app
from tests import phone
from tests.builders import NOW, Cast, create_staff
from tests.panel.conftest import SETTINGS, LogIn, token_of
from tests.panel.test_auth import LOGIN_PAGE, PASSWORD, is_in

PAGE = "/account/tweede-stap/"


@pytest.fixture
def strict_app(engine: Engine) -> Flask:
    """The panel as it is by default: everybody has a second step."""
    settings = Settings.model_validate(SETTINGS.model_dump() | {"second_step": True})
    return create_panel_app(engine, settings)


@pytest.fixture
def zahra(engine: Engine, strict_app: Flask, cast: Cast) -> Staff:
    with transaction(engine) as session, strict_app.app_context():
        staff = session.get_one(Staff, cast.manager_zuid.id)
        staff.password = auth.hashed(PASSWORD)
        return staff


@dataclass
class Phone:
    """What Zahra has after setting up."""

    secret: str
    codes: list[str]


def give_password(browser: FlaskClient, email: str, where: str = LOGIN_PAGE) -> str:
    """Gives where the login leads."""
    form = {"csrf_token": token_of(browser, where), "email": email, "password": PASSWORD}
    answer = browser.post(where, data=form)
    assert answer.status_code == HTTPStatus.FOUND
    return str(answer.location)


def give_code(browser: FlaskClient, code: str, where: str = "/login/code") -> tuple[int, str]:
    """Gives the status, and where it leads or what the page says."""
    answer = browser.post(where, data={"csrf_token": token_of(browser, where), "code": code})
    return answer.status_code, answer.location or answer.text


def begin(browser: FlaskClient) -> tuple[dict[str, str], str]:
    """The form that setting up shows, and the secret as a person reads it."""
    page = browser.post(PAGE + "begin", data={"csrf_token": token_of(browser, PAGE)}).text
    typed = re.search(r'name="typed"[^>]*value="([A-Z2-7 ]+)"', page)
    sealed = re.search(r'name="secret" value="([0-9a-f]+)"', page)
    assert typed
    assert sealed
    return {"csrf_token": token_of(browser, PAGE), "secret": sealed[1]}, typed[1]


def set_up(browser: FlaskClient) -> Phone:
    form, secret = begin(browser)
    page = browser.post(PAGE + "bewaar", data=form | {"code": phone.code(secret)})
    assert page.status_code == HTTPStatus.OK
    codes = re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page.text)
    assert len(codes) == 10
    return Phone(secret, codes)


@pytest.fixture
def hers(strict_app: Flask, zahra: Staff) -> Phone:
    """Zahra set up her phone a minute ago."""
    with time_machine.travel(time.time() - 60, tick=True):
        browser = strict_app.test_client()
        give_password(browser, zahra.email)
        return set_up(browser)


def test_before_it_is_set_up_one_comes_nowhere_else(strict_app: Flask, zahra: Staff) -> None:
    browser = strict_app.test_client()
    give_password(browser, zahra.email)
    for address in ("/", "/account/", "/beheer/", "/verder/"):
        assert browser.get(address).location == PAGE, address
    refused = browser.post("/account/wachtwoord", data={"csrf_token": token_of(browser, PAGE)})
    assert refused.location == PAGE
    assert "Stel eerst uw telefoon in" in browser.get(PAGE).text
    set_up(browser)
    assert is_in(browser)


def test_the_secret_is_sealed_and_no_recovery_code_is_kept(engine: Engine, hers: Phone) -> None:
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM staff WHERE totp_secret IS NOT NULL")).one()
        kept = connection.execute(text("SELECT * FROM staff_recovery_code")).all()
    assert hers.secret.replace(" ", "").encode() not in bytes(row.totp_secret)
    assert len(kept) == 10
    assert not any(code.replace("-", "") in str(kept) for code in hers.codes)


def test_a_wrong_code_sets_up_nothing(strict_app: Flask, engine: Engine, zahra: Staff) -> None:
    browser = strict_app.test_client()
    give_password(browser, zahra.email)
    form, secret = begin(browser)
    for wrong in (phone.another(phone.code(secret)), "", "abc", "1" * 500, "١٢٣٤٥٦"):
        answer = browser.post(PAGE + "bewaar", data=form | {"code": wrong})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert secret in answer.text
    with transaction(engine) as session:
        assert session.get_one(Staff, zahra.id).totp_secret is None


def test_the_secret_of_another_or_of_long_ago_is_not_taken(
    strict_app: Flask, engine: Engine, zahra: Staff
) -> None:
    browser, other = strict_app.test_client(), strict_app.test_client()
    with transaction(engine) as session:
        noor = create_staff(session, "Noor Anders", RoleName.MEELEZER)
        noor.password = zahra.password
    give_password(browser, zahra.email)
    give_password(other, noor.email)
    form, secret = begin(other)
    mine = {"csrf_token": token_of(browser, PAGE), "code": phone.code(secret)}
    for sealed in (form["secret"], "zz", "00", ""):
        answer = browser.post(PAGE + "bewaar", data=mine | {"secret": sealed})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Dit duurde te lang" in answer.text
    form, secret = begin(browser)
    with time_machine.travel(time.time() + 3601, tick=True):
        browser.get(PAGE)
    with transaction(engine) as session:
        assert session.get_one(Staff, zahra.id).totp_secret is None


def test_the_password_alone_does_not_open_the_door(
    strict_app: Flask, zahra: Staff, hers: Phone
) -> None:
    browser = strict_app.test_client()
    assert give_password(browser, zahra.email) == "/login/code?next=/"
    assert not is_in(browser)
    assert give_code(browser, phone.code(hers.secret)) == (HTTPStatus.FOUND, "/")
    assert is_in(browser)


def test_the_way_goes_on_to_where_one_was_going(
    strict_app: Flask, zahra: Staff, hers: Phone
) -> None:
    browser = strict_app.test_client()
    asked = give_password(browser, zahra.email, browser.get("/account/").location)
    assert asked == "/login/code?next=/account/"
    assert give_code(browser, phone.code(hers.secret), asked)[1] == "/account/"


def test_a_code_works_once(strict_app: Flask, zahra: Staff, hers: Phone) -> None:
    seen = phone.code(hers.secret)
    here, shoulder = strict_app.test_client(), strict_app.test_client()
    give_password(here, zahra.email)
    give_password(shoulder, zahra.email)
    assert give_code(here, seen)[0] == HTTPStatus.FOUND
    status, page = give_code(shoulder, seen)
    assert status == HTTPStatus.OK
    assert "Deze code klopt niet" in page
    assert 'aria-invalid="true"' in page
    assert not is_in(shoulder)


def test_five_wrong_codes_and_then_one_waits(
    engine: Engine, strict_app: Flask, zahra: Staff, hers: Phone
) -> None:
    browser = strict_app.test_client()
    give_password(browser, zahra.email)
    wrong = phone.another(phone.code(hers.secret))
    doors = ["/login/code", "/login/herstelcode", "/login/code", "/login/code", "/login/code"]
    assert [give_code(browser, wrong, door)[0] for door in doors] == [HTTPStatus.OK] * 5
    for door in set(doors):
        status, page = give_code(browser, phone.code(hers.secret), door)
        assert status == HTTPStatus.TOO_MANY_REQUESTS
        assert "Wacht vijf minuten" in page
    elsewhere = strict_app.test_client()
    give_password(elsewhere, zahra.email)
    assert give_code(elsewhere, wrong)[0] == HTTPStatus.TOO_MANY_REQUESTS
    with engine.begin() as connection:
        aged = "UPDATE try_count SET ends_at = ends_at - interval '301 seconds'"
        connection.execute(text(aged))
    assert give_code(browser, phone.code(hers.secret))[0] == HTTPStatus.FOUND


def test_a_recovery_code_opens_once(
    engine: Engine, strict_app: Flask, zahra: Staff, hers: Phone
) -> None:
    browser, other = strict_app.test_client(), strict_app.test_client()
    give_password(browser, zahra.email)
    give_password(other, zahra.email)
    assert "Heeft u herstelcodes" in browser.get("/login/hulp").text
    typed = hers.codes[3].replace("-", " ").upper()
    assert give_code(browser, typed, "/login/herstelcode")[0] == HTTPStatus.FOUND
    assert is_in(browser)
    status, page = give_code(other, hers.codes[3], "/login/herstelcode")
    assert status == HTTPStatus.OK
    assert "is al gebruikt" in page
    with transaction(engine) as session:
        assert second_step.codes_left(session, session.get_one(Staff, zahra.id)) == 9
        acts = session.scalars(select(StaffEvent.act)).all()
        assert "used recovery code" in acts


def test_of_two_who_use_one_recovery_code_one_comes_in(
    engine: Engine, zahra: Staff, hers: Phone
) -> None:
    with transaction(engine) as first, transaction(engine) as second:
        staff = first.get_one(Staff, zahra.id)
        assert second_step.is_recovery_code(first, staff, hers.codes[0])
        second_step.spend(first, staff, hers.codes[0], NOW)
        first.commit()
        assert not second_step.is_recovery_code(second, staff, hers.codes[0])


def test_new_recovery_codes_replace_the_old(strict_app: Flask, zahra: Staff, hers: Phone) -> None:
    browser, other = strict_app.test_client(), strict_app.test_client()
    give_password(browser, zahra.email)
    give_code(browser, phone.code(hers.secret))
    browser.post(PAGE + "herstelcodes", data={"csrf_token": token_of(browser)})
    give_password(other, zahra.email)
    assert give_code(other, hers.codes[0], "/login/herstelcode")[0] == HTTPStatus.OK


def test_nobody_comes_to_the_code_without_the_password(
    strict_app: Flask, zahra: Staff, hers: Phone
) -> None:
    browser = strict_app.test_client()
    for door in ("/login/code", "/login/herstelcode"):
        assert browser.get(door).location.startswith("/login")
        form = {"csrf_token": token_of(browser, LOGIN_PAGE), "code": phone.code(hers.secret)}
        assert browser.post(door, data=form).location.startswith("/login")
    assert not is_in(browser)


def test_another_phone_ends_the_sessions_of_before(
    strict_app: Flask, zahra: Staff, hers: Phone
) -> None:
    here, elsewhere = strict_app.test_client(), strict_app.test_client()
    give_password(here, zahra.email)
    give_code(here, phone.code(hers.secret))
    with time_machine.travel(time.time() + 60, tick=True):
        give_password(elsewhere, zahra.email)
        give_code(elsewhere, phone.code(hers.secret))
        new = set_up(here)
        assert is_in(here)
        assert not is_in(elsewhere)
        give_password(elsewhere, zahra.email)
        assert give_code(elsewhere, phone.code(hers.secret))[0] == HTTPStatus.OK
        assert give_code(elsewhere, phone.code(new.secret, 30))[0] == HTTPStatus.FOUND


def test_a_beheerder_resets_it_and_the_colleague_is_told(
    engine: Engine, strict_app: Flask, log_in: LogIn, zahra: Staff, hers: Phone
) -> None:
    with transaction(engine) as session:
        bea = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
    browser = strict_app.test_client()
    give_password(browser, zahra.email)
    give_code(browser, phone.code(hers.secret))
    desk = log_in(bea)
    page = f"/beheer/collegas/{zahra.id}"
    assert "Wis de tweede stap" in desk.get(page).text
    desk.post(f"{page}/tweede-stap", data={"csrf_token": token_of(desk)})
    assert not is_in(browser)
    assert give_password(browser, zahra.email) == "/"
    told = browser.get(browser.get("/").location).text
    assert "Een beheerder wiste uw tweede stap" in told
    assert "Tweede stap gewist" in desk.get("/beheer/logboek/").text
    set_up(browser)
    assert "Een beheerder wiste" not in browser.get(PAGE).text


def test_nobody_resets_their_own(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    with transaction(engine) as session:
        bea = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
    desk = log_in(bea)
    address = f"/beheer/collegas/{bea.id}/tweede-stap"
    refused = desk.post(address, data={"csrf_token": token_of(desk)})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_where_it_is_not_required_one_may_still_have_it(
    client: FlaskClient, zahra: Staff, hers: Phone
) -> None:
    assert give_password(client, zahra.email) == "/login/code?next=/"
    assert not is_in(client)
