"""The desk by keyboard alone, and undoing what was sent. Forty in one sitting are in
`test_working_day`."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select, update

from models.db import transaction
from models.desk.prepared import Prepared
from models.initiatives.contributions import Initiative
from models.plan.gemeente import Gemeente
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.acting import DESK, PHONE, looks_well, on_screen
from tests.browser.conftest import Serve
from tests.builders import SETTINGS, Cast, create_cast, create_initiative
from tests.panel.conftest import SETTINGS as PANEL

SOME = 4
Open = Callable[..., Page]


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        cast = create_cast(session)
        settings = SETTINGS | {"bedenktijd_seconden": 60}
        session.execute(update(Gemeente).values(settings=settings))
        for number in range(SOME):
            title = f"Samen koken, week {number + 1}"
            create_initiative(session, cast.wijk_zuid, cast.resident, cast.address, title=title)
        return cast


@pytest.fixture
def opens(engine: Engine, serve: Serve, browser: Browser, cast: Cast) -> Iterator[Open]:
    """A page of the panel in which the wijkmanager of Zuid is logged in."""
    panel = create_panel_app(engine, PANEL, demo=True)
    public = create_public_app(engine, PANEL)
    house = serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel/"
    pages: list[Page] = []

    def opened(path: str, size: tuple[int, int] = DESK, *, script: bool = True) -> Page:
        pages.append(page := on_screen(browser, size, script=script))
        assert page.request.post(f"{house}demo-login/{cast.manager_zuid.email}").ok
        page.goto(house + path)
        return page

    yield opened
    for page in pages:
        page.context.close()


def title(page: Page) -> str:
    return page.locator("h1 [lang]").inner_text()


def test_the_first_suggestion_is_taken_over_by_one_key(engine: Engine, opens: Open) -> None:
    """Open, place with a link and go on: four keys."""
    with transaction(engine) as session:
        session.execute(update(Initiative).values(title="Samen sporten met jongeren op het plein"))
    page = opens("queue/")
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/initiatief/*?rij=*")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Versturen")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/initiatief/*?rij=*")
    with transaction(engine) as session:
        (prepared,) = session.scalars(select(Prepared)).all()
        assert prepared.filled["subject"]


def test_keys_do_nothing_in_a_field_and_question_mark_tells_them(opens: Open) -> None:
    page = opens("queue/")
    page.keyboard.press("/")
    page.keyboard.type("gajk?")
    expect(page.locator("input[type=search]")).to_have_value("gajk?")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_visible()
    looks_well(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_undoing_works_without_a_script_and_looks_well(
    engine: Engine, opens: Open, size: tuple[int, int]
) -> None:
    page = opens("queue/", size, script=False)
    page.locator("[data-walk-to]").first.click()
    here = title(page)
    page.get_by_role("link", name="Niet plaatsen").first.click()
    page.get_by_label("De reden").fill("Er staan namen in.")
    page.get_by_role("button", name="Bekijk het bericht").click()
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator("h1 [lang]")).not_to_have_text(here)
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_label("De reden")).to_have_value("Er staan namen in.")
    assert title(page) == here
    seen = opens("queue/", size)
    looks_well(seen)
    seen.locator("[data-walk-to]").first.click()
    looks_well(seen)
    seen.goto(seen.url.partition("initiatief")[0] + "klaar/")
    looks_well(seen)
