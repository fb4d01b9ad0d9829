"""A heart, an offer to help and following in the web chat, on a phone, with and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import Engine, select

from bot.channels.web.app import create_residents_app
from bot.facts.plan import PlanCache
from models.db import transaction
from models.initiatives.following import Follow
from models.initiatives.lifecycles import Moderation
from models.initiatives.supporting import Support
from models.plan.areas import Area, AreaKind
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import create_initiative
from tests.models.folders import NOW as LOADED_AT
from tests.panel.conftest import SETTINGS
from tests.zwolle import load_zwolle

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def street(engine: Engine, serve: Serve) -> str:
    """Where Zwolle listens, with one idea in Diezerpoort: Z-0101."""
    load_zwolle(engine, LOADED_AT)
    with transaction(engine) as session:
        wijk = select(Area).where(Area.kind == AreaKind.WIJK, Area.slug == "diezerpoort")
        made = create_initiative(session, session.scalars(wijk).one(), status=Moderation.PLACED)
        made.ref = "Z-0101"
    residents = create_residents_app(engine, SETTINGS, PlanCache(SETTINGS.base_url))
    return serve(Doors(create_public_app(engine, SETTINGS), {"/chat": residents}, {}))


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone without a script."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def chooses(page: Page, label: str, answer: str) -> None:
    page.get_by_role("button", name=label, exact=True).last.click()
    expect(page.get_by_text(answer).last).to_be_visible()


def goes_through(page: Page, street: str) -> None:
    page.goto(f"{street}/chat?start=i_Z-0101")
    page.get_by_role("button", name="Begin het gesprek").click()
    chooses(page, "Geef een hart", "U gaf een hart aan Z-0101")
    chooses(page, "Bekijk dit idee", "nog geen 10 harten")
    chooses(page, "Volgen", "U volgt nu")
    chooses(page, "Bekijk dit idee", "nog geen 10 harten")
    chooses(page, "Ik help mee", "Wat fijn dat u wilt helpen")


def given(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        assert len(session.scalars(select(Follow)).all()) == 1
        return sorted(session.scalars(select(Support.kind)).all())


def test_without_a_script(plain: Page, street: str, engine: Engine) -> None:
    goes_through(plain, street)
    assert given(engine) == ["handen", "hart"]


def test_on_a_phone_without_barriers(page: Page, street: str, engine: Engine) -> None:
    page.set_viewport_size(PHONE)
    goes_through(page, street)
    assert given(engine) == ["handen", "hart"]
    page.get_by_label("Uw antwoord").fill("volgend")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dit volgt u.")).to_be_visible()
    for path in ("", "/initiatief/Z-0101"):
        if path:
            page.goto(street + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert not is_too_wide(page), (path, width)
            assert violations(page) == [], (path, width)
