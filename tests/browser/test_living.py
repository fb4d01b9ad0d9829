"""Changing an idea and getting a copy of one's data in a browser: on a phone, without a script."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from bot.channels.web.app import create_residents_app
from bot.facts.plan import PlanCache
from models.db import database_now, transaction
from models.initiatives.contributions import PlaceKind
from models.initiatives.submitting import Idea, submit
from models.people.residents import Address, Channel, Resident
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.acting import PHONE, looks_well
from tests.browser.conftest import Serve
from tests.browser.test_chat import begin, say
from tests.models.folders import NOW as LOADED_AT
from tests.panel.conftest import SETTINGS
from tests.zwolle import load_zwolle


@pytest.fixture
def chat(engine: Engine, serve: Serve) -> str:
    """The address of the chat of Zwolle, whose links lead to itself."""
    load_zwolle(engine, LOADED_AT)
    plans = PlanCache("")
    residents = create_residents_app(engine, SETTINGS, plans)
    address = serve(Doors(create_public_app(engine, SETTINGS), {"/chat": residents}, {}))
    plans.base_url = address
    return f"{address}/chat"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone without a script."""
    width, height = PHONE
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": height}
    )
    yield context.new_page()
    context.close()


def hand_in(engine: Engine) -> str:
    """An idea of whoever talks in this browser. Gives its reference."""
    with transaction(engine) as session:
        address = session.scalars(select(Address).where(Address.channel == Channel.WEB)).one()
        resident = session.get_one(Resident, address.resident_id)
        idea = Idea("Een bankje", "Voor iedereen.", "", "diezerpoort", PlaceKind.WIJK)
        return submit(session, idea, resident, address, database_now(session)).ref


def get_copy(page: Page, folder: Path) -> dict[str, object]:
    """Follow the link, press the button, and read the file."""
    page.get_by_role("link", name="Haal de kopie op").click()
    expect(page.get_by_role("heading", name="Een kopie van uw gegevens")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Haal het bestand op").click()
    file = folder / "copy.json"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename == "mijn-gegevens.json"
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_an_idea_is_changed_with_both_versions_in_sight(
    page: Page, chat: str, engine: Engine
) -> None:
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    begin(page, chat)
    ref = hand_in(engine)
    for words in (f"/wijzig {ref}", "Mijn idee", "Een houten bankje"):
        say(page, words)
        looks_well(page)
    newest = page.locator("#berichten > li:not(.wc-item--mine)").last
    expect(newest).to_contain_text("Zo was het:")
    expect(newest).to_contain_text("Een houten bankje")
    say(page, "Versturen")
    expect(page.get_by_text("Uw idee is gewijzigd.")).to_be_visible()


def test_the_copy_is_had_from_the_chat_and_its_page_has_no_barriers(
    page: Page, chat: str, engine: Engine, tmp_path: Path
) -> None:
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    begin(page, chat)
    hand_in(engine)
    say(page, "/gegevens bestand")
    link = page.get_by_role("link", name="Haal de kopie op").get_attribute("href") or ""
    page.goto(link)
    looks_well(page)
    page.goto(chat)
    assert "Een bankje" in str(get_copy(page, tmp_path)["contribution"])
    page.goto(link)
    expect(page.get_by_text("Deze link werkt niet meer.")).to_be_visible()
    looks_well(page)


def test_the_copy_needs_no_script(plain: Page, chat: str, tmp_path: Path) -> None:
    plain.goto(chat)
    plain.get_by_role("button", name="Begin het gesprek").click()
    plain.get_by_label("Uw antwoord").fill("/gegevens bestand")
    plain.get_by_role("button", name="Verstuur", exact=True).click()
    assert get_copy(plain, tmp_path)["resident"]
