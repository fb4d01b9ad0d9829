"""Blocks and waarneming in a browser: axe at both widths, by keyboard, a photo that is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from models.db import database_now, transaction
from models.initiatives import blocking
from models.initiatives.contributions import Initiative
from models.initiatives.moderation import Decision
from models.initiatives.terms import local_day
from models.people.blocks import BlockReason
from models.people.staff import RoleName, Staff
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.browser.test_panel_frame import press_until
from tests.builders import Cast, create_cast, create_initiative, create_staff
from tests.panel.conftest import SETTINGS

Enter = Callable[[Page, Staff], None]
LONG = "Een-heel-lang-woord-zonder-spaties-" * 8


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    """Of somebody whom Twan wants to block, with many words."""
    with transaction(engine) as session:
        now = database_now(session)
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        twan = create_staff(session, "Twan Tweede", RoleName.WIJKMANAGER, cast.zuid)
        by, until = Decision(twan, idea.version, now), local_day(now) + timedelta(days=9)
        blocking.propose(session, idea, by, BlockReason.REPEATS, LONG, until)
        return idea


@pytest.fixture
def house(engine: Engine, serve: Serve) -> str:
    public = create_public_app(engine, SETTINGS)
    panel = create_panel_app(engine, SETTINGS, demo=True)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel/"


@pytest.fixture
def enter(house: str) -> Enter:
    def one_click(page: Page, staff: Staff) -> None:
        assert page.request.post(f"{house}demo-login/{staff.email}").ok

    return one_click


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_any_state(
    house: str, enter: Enter, page: Page, width: int, cast: Cast, idea: Initiative
) -> None:
    page.set_viewport_size({"width": width, "height": 844})

    def look() -> None:
        assert violations(page) == [], page.url
        assert not is_too_wide(page), page.url

    enter(page, cast.manager_zuid)
    page.goto(f"{house}initiatief/{idea.ref}/blokkeren")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_label("Reden voor de bewoner")).to_have_attribute("aria-invalid", "true")
    look()
    page.goto(house + "waarneming/")
    page.get_by_role("button", name="Leg vast").click()
    expect(page.get_by_label("Eerste dag")).to_have_attribute("aria-invalid", "true")
    look()
    page.goto(house + "blokkades/")
    look()
    page.get_by_role("button", name="Akkoord, blokkeer").click()
    expect(page.get_by_role("status").first).to_contain_text("De bewoner is geblokkeerd")
    look()
    page.goto(f"{house}foto/{idea.ref}/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("alert")).to_contain_text("Deze foto is er niet meer.")
    look()


def test_deciding_by_keyboard_alone(
    house: str, enter: Enter, page: Page, cast: Cast, idea: Initiative
) -> None:
    enter(page, cast.manager_zuid)
    page.goto(house + "blokkades/")
    press_until(page, "Akkoord, blokkeer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("De bewoner is geblokkeerd")
    press_until(page, "Hef de blokkade op")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("De blokkade is weg.")


def test_a_sentence_stands_where_the_photo_was(
    house: str, enter: Enter, page: Page, cast: Cast, idea: Initiative
) -> None:
    """Browsers show a picture that comes with "not found"; without a script, too."""
    enter(page, cast.manager_zuid)
    page.goto(f"{house}initiatief/{idea.ref}")
    gone = f"{house}initiatief/{idea.ref}/foto/00000000-0000-4000-8000-000000000000"
    widths = page.evaluate(
        """async (address) => {
            const picture = new Image();
            picture.src = address;
            await picture.decode();
            return picture.naturalWidth;
        }""",
        gone,
    )
    assert widths > 0
