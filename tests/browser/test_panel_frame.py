"""The panel's frame and back office in a browser: axe, the keyboard alone, small scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect
from sqlalchemy import Engine

from models.db import transaction
from models.people.staff import RoleName, Staff
from panel import auth
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import create_cast, create_staff
from tests.panel.conftest import SETTINGS, token_of
from tests.panel.test_back_office import SCHEME

PASSWORD = "een zin van een paar woorden"
LISTS = (
    "regelingen",
    "contacten",
    "voorbeelden",
    "momenten",
    "categorieen",
    "betrokkenen",
    "themas",
    "bewonersgroepen",
)
PAGES = [
    "account",
    "beheer",
    "beheer/collegas",
    "beheer/collegas/1",
    "beheer/collegas/nieuw",
    "beheer/logboek",
    "beheer/regelingen/edit/?id=1",
    "nergens",
    *(f"beheer/{name}/" for name in LISTS),
    *(f"beheer/{name}/new/" for name in LISTS if name != "momenten"),
]
OPEN_PAGES = ["login", "uitnodiging/x", "nergens"]

Enter = Callable[[Page], None]


@pytest.fixture
def panel(engine: Engine) -> Flask:
    """The panel of the demo."""
    return create_panel_app(engine, SETTINGS, demo=True)


@pytest.fixture
def bea(engine: Engine, panel: Flask) -> Staff:
    """The functioneel beheerder, with a password; there is one scheme to look at."""
    with transaction(engine) as session, panel.app_context():
        create_cast(session)
        staff = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
        staff.password = auth.hashed(PASSWORD)
    browser = panel.test_client()
    browser.post(f"/demo-login/{staff.email}")
    browser.post("/beheer/regelingen/new/", data=SCHEME | {"csrf_token": token_of(browser)})
    return staff


@pytest.fixture
def house(engine: Engine, panel: Flask, serve: Serve, bea: Staff) -> str:
    """The address of the panel, beside the public pages that serve its style sheets."""
    public = create_public_app(engine, SETTINGS)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel/"


@pytest.fixture
def enter(house: str, bea: Staff) -> Enter:
    """Log in with one click, without leaving the page."""

    def one_click(page: Page) -> None:
        assert page.request.post(f"{house}demo-login/{bea.email}").ok

    return one_click


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page(house: str, enter: Enter, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    def look_at(path: str) -> None:
        page.goto(house + path)
        assert violations(page) == [], path
        assert not is_too_wide(page), path

    for path in OPEN_PAGES:
        look_at(path)
    enter(page)
    for path in PAGES:
        look_at(path)
    assert [line for line in complaints if "Content Security Policy" in line] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_forms_that_come_back(
    house: str, enter: Enter, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(house + "login")
    page.get_by_label("E-mailadres").fill("niemand@zwolle.nl")
    page.get_by_label("Wachtwoord").fill("verkeerd")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("Inloggen lukt niet")
    assert violations(page) == []

    enter(page)
    page.goto(house + "beheer/regelingen/edit/?id=1")
    page.get_by_label("Link").fill("geen link")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_label("Link")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    assert not is_too_wide(page)


def press_until(page: Page, name: str) -> None:
    """Tab on until what has this text has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if " ".join(page.evaluate("document.activeElement.textContent").split()) == name:
            return
    raise AssertionError(f"never came to {name}")


def test_a_text_is_changed_and_a_row_removed_by_keyboard_alone(
    house: str, bea: Staff, page: Page
) -> None:
    page.goto(house + "beheer/regelingen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ga naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(bea.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regelingen en hulp")

    press_until(page, "Wijzigen Premie op Actie")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Premie op Actie")
    page.get_by_label("Naam").focus()
    page.keyboard.press("End")
    page.keyboard.type(" Zuid")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Opgeslagen.")

    press_until(page, "Wijzigen Premie op Actie Zuid")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Premie op Actie Zuid")
    press_until(page, "Verwijderen")
    page.keyboard.press("Enter")
    press_until(page, "Ja, verwijder dit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Verwijderd.")
    expect(page.get_by_text("Deze lijst is nog leeg.")).to_be_visible()


def test_pressing_twice_sends_once(house: str, enter: Enter, page: Page) -> None:
    enter(page)
    page.goto(house + "beheer/regelingen/edit/?id=1")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_role("button", name="Opslaan").dblclick()
    expect(page.get_by_role("status")).to_have_text("Opgeslagen.")
    assert len(sent) == 1


def test_whoever_types_stays_logged_in(house: str, enter: Enter, page: Page) -> None:
    enter(page)
    page.clock.install()
    page.goto(house + "beheer/regelingen/edit/?id=1")
    page.get_by_label("Naam").press_sequentially("a")
    page.clock.fast_forward("06:00")
    with page.expect_response(lambda response: "nog-hier" in response.url) as told:
        page.get_by_label("Naam").press_sequentially("b")
    assert told.value.status == 204
