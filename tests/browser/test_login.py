"""Every state of logging in, in a browser: nothing for axe to say, on a phone and on a desk."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from models.db import database_now, transaction
from models.people import accounts
from models.people.staff import RoleName, Staff
from models.settings import Settings
from panel import auth
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests import phone
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import create_cast, create_staff
from tests.panel.conftest import SETTINGS
from tests.panel.test_auth import PASSWORD

TOKEN = "a-token-that-nobody-can-guess"
ODD_NAME = "<b>Bea</b> " + "van der Lange" * 8


@pytest.fixture
def panel(engine: Engine) -> Flask:
    """The panel as it is by default, beside a gemeente's own login that does not answer."""
    own = {
        "second_step": True,
        "oidc_issuer": "http://127.0.0.1:9",
        "oidc_client_id": "x",
        "oidc_client_secret": "x",
    }
    return create_panel_app(engine, Settings.model_validate(SETTINGS.model_dump() | own))


@pytest.fixture
def bea(engine: Engine, panel: Flask) -> Staff:
    """A beheerder with a long name in which somebody put HTML."""
    with transaction(engine) as session, panel.app_context():
        create_cast(session)
        staff = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
        staff.name, staff.password = ODD_NAME, auth.hashed(PASSWORD)
        now, role = database_now(session), RoleName.MEELEZER
        accounts.invite(session, "ria@zwolle.nl", ODD_NAME, role, None, now, TOKEN)
        return staff


@pytest.fixture
def house(engine: Engine, panel: Flask, serve: Serve, bea: Staff) -> str:
    """The address of the panel, beside the public pages that serve its style sheets."""
    public = create_public_app(engine, SETTINGS)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel/"


def is_right(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    assert violations(page) == [], heading
    assert not is_too_wide(page), heading


def give_password(page: Page, house: str, email: str, password: str = PASSWORD) -> None:
    page.goto(house + "login")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.keyboard.press("Enter")


def give_code(page: Page, code: str, label: str = "Code van 6 cijfers") -> None:
    page.get_by_label(label).fill(code)
    page.keyboard.press("Enter")


def is_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_first_login_to_a_lost_phone(
    house: str, page: Page, bea: Staff, width: int
) -> None:
    """By keyboard where one types, and without a word of JavaScript's."""
    page.set_viewport_size({"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    give_password(page, house, bea.email, "een verkeerd wachtwoord")
    is_right(page, "Inloggen")
    give_password(page, house, bea.email)
    is_right(page, "Tweede stap bij inloggen")
    page.get_by_role("button", name="Stel mijn telefoon in").click()
    is_right(page, "Stel uw telefoon in")
    secret = page.get_by_label("Sleutel om over te typen").input_value()
    give_code(page, phone.another(phone.code(secret)))
    is_right(page, "Stel uw telefoon in")
    expect(page.get_by_label("Code van 6 cijfers")).to_have_attribute("aria-invalid", "true")
    give_code(page, phone.code(secret))
    is_right(page, "Uw herstelcodes")
    kept = page.locator(".wb-codes li").first.inner_text()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    page.goto(house + "account/tweede-stap/")
    is_right(page, "Tweede stap bij inloggen")
    page.goto(house + "account/")
    is_right(page, "Account")
    expect(page.get_by_text(ODD_NAME).first).to_be_visible()
    page.goto(house + "account/wie-mag-wat/")
    is_right(page, "Wie mag wat")
    page.get_by_role("button", name="Uitloggen").click()

    give_password(page, house, bea.email)
    is_right(page, "Uw code")
    give_code(page, "000000")
    is_right(page, "Uw code")
    page.get_by_role("link", name="Ik heb mijn telefoon niet").click()
    is_right(page, "Ik heb mijn telefoon niet")
    page.get_by_role("link", name="Gebruik een herstelcode").click()
    is_right(page, "Log in met een herstelcode")
    give_code(page, "1234", "Herstelcode")
    is_right(page, "Log in met een herstelcode")
    give_code(page, kept, "Herstelcode")
    is_in(page)
    page.goto(house + "account/")
    is_right(page, "Account")
    assert [line for line in complaints if "Content Security Policy" in line] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_doors_that_stay_shut(
    engine: Engine, house: str, page: Page, bea: Staff, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(house + f"uitnodiging/{TOKEN}")
    is_right(page, "Welkom bij Wijkbot")
    page.get_by_label("Nieuw wachtwoord").fill("aaaaaaaaaaaaaaaaaaaa")
    page.keyboard.press("Enter")
    is_right(page, "Welkom bij Wijkbot")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE staff_invitation SET expires_at = now()")
    page.goto(house + f"uitnodiging/{TOKEN}")
    is_right(page, "Deze uitnodiging werkt niet meer")
    page.goto(house + "login/gemeente")
    is_right(page, "Inloggen met uw gemeente-account")


@pytest.mark.parametrize("width", WIDTHS)
def test_who_was_away_is_asked_again_and_loses_nothing(
    panel: Flask, house: str, page: Page, bea: Staff, width: int
) -> None:
    panel.config["SECOND_STEP"] = False
    page.set_viewport_size({"width": width, "height": 844})
    give_password(page, house, bea.email)
    is_in(page)
    page.goto(house + "beheer/collegas/nieuw")
    page.get_by_label("Naam").fill("x" * 200)
    page.evaluate("document.querySelector('#name').removeAttribute('maxlength')")
    page.get_by_label("Naam").fill("x" * 200)
    page.get_by_label("E-mailadres").fill("nieuw@zwolle.nl")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1 tot 120 tekens")
    expect(page.get_by_label("Naam")).to_have_value("x" * 200)
    is_right(page, "Collega uitnodigen")
    page.get_by_label("Naam").fill(ODD_NAME)
    panel.config["FRESH_FOR"] = timedelta(0)
    page.keyboard.press("Enter")
    is_right(page, "Bent u het zelf?")
    page.get_by_label("Wachtwoord").fill("een verkeerd wachtwoord")
    page.keyboard.press("Enter")
    is_right(page, "Bent u het zelf?")
    panel.config["FRESH_FOR"] = auth.FRESH
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    is_right(page, "Verder waar u was")
    expect(page.locator("blockquote")).to_have_text(ODD_NAME)
    page.get_by_role("button", name="Verstuur het nu").click()
    expect(page.get_by_label("Link voor uw collega")).to_have_value(re.compile("/uitnodiging/"))
    page.goto(house + "beheer/collegas/")
    is_right(page, "Collega's en rollen")
    page.get_by_role("link", name=ODD_NAME).last.click()
    is_right(page, ODD_NAME)
