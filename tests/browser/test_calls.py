"""Calling back, and what was not understood, in a browser: axe, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from models.db import transaction
from models.messages.missed import note
from models.people.staff import RoleName, Staff
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import NOW, Cast, create_call, create_cast, create_staff
from tests.panel.conftest import SETTINGS

Enter = Callable[[Page, Staff], None]


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        cast = create_cast(session)
        for number in range(3):
            create_call(session, cast.wijk_zuid, phone=f"061234567{number}").tries = number
        return cast


@pytest.fixture
def editor(engine: Engine, cast: Cast) -> Staff:
    with transaction(engine) as session:
        note(session, "blub " * 30, NOW.date())
        return create_staff(session, "Ed Redactie", RoleName.REDACTEUR)


@pytest.fixture
def house(engine: Engine, serve: Serve) -> str:
    public = create_public_app(engine, SETTINGS)
    panel = create_panel_app(engine, SETTINGS, demo=True)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel"


@pytest.fixture
def enter(house: str) -> Enter:
    def one_click(page: Page, staff: Staff) -> None:
        assert page.request.post(f"{house}/demo-login/{staff.email}").ok

    return one_click


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(
    house: str, enter: Enter, page: Page, width: int, cast: Cast, editor: Staff
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for staff, path in ((cast.manager_zuid, "/terugbellen"), (editor, "/beheer/niet-begrepen")):
        enter(page, staff)
        page.goto(house + path)
        assert violations(page) == [], path
        assert not is_too_wide(page), path


def test_a_number_goes_without_scripts(
    house: str, enter: Enter, browser: Browser, cast: Cast
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    enter(page, cast.manager_zuid)
    page.goto(f"{house}/terugbellen")
    page.get_by_role("button", name="Gesproken, wis het nummer").first.click()
    expect(page.get_by_role("status")).to_contain_text("Het nummer is gewist.")
    expect(page.get_by_role("button", name="Toon het nummer")).to_have_count(2)
