"""The main job: a resident's idea, the wijkmanager's decision, and what everybody hears and sees.

Once by keyboard alone, on a phone and on a desk; once without JavaScript.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.pictures import picture
from tests.browser.acting import (
    DESK,
    PHONE,
    TITLE,
    Manager,
    Resident,
    looks_for,
    looks_well,
    on_screen,
    tells,
)
from tests.browser.keyboard import Keyboard
from tests.live import Live

QUESTION = "Wie zorgt er voor de tafel?"
ANSWER = "Mijn buurman en ik."
PLACED = "Wij zetten uw idee op de website. Dit is nog geen vergunning en geen subsidie."


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A real JPEG."""
    path = tmp_path / "plek.jpg"
    path.write_bytes(picture())
    return path


@pytest.fixture
def resident(browser: Browser, live: Live) -> Iterator[Resident]:
    page = on_screen(browser, PHONE)
    yield Resident(page, live.base_url)
    page.context.close()


@pytest.fixture
def manager(browser: Browser, live: Live) -> Iterator[Manager]:
    page = on_screen(browser, DESK)
    yield Manager(page, live.base_url)
    page.context.close()


def input_count(page: Page, live: Live) -> int:
    """How many ideas the page of the opgave counts under "Wat deden we met uw inbreng"."""
    page.goto(f"{live.base_url}/opgave/oost-1")
    section = page.get_by_role("region", name="Wat deden we met uw inbreng")
    counted = re.search(r"(?:hoort|horen) (\d+) idee", section.inner_text())
    return int(counted[1]) if counted else 0


def reads_the_story(page: Page, live: Live, before: int) -> None:
    """From the initiative to its opgave, by keyboard; one idea more is counted there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("Dit is nog geen vergunning en geen subsidie.")).to_be_visible()
    expect(page.get_by_role("img", name="Foto 1")).to_be_visible()
    looks_well(page)
    Keyboard(page).follows("Kansen voor kinderen in Diezerpoort")
    section = page.get_by_role("region", name="Wat deden we met uw inbreng")
    expect(section.get_by_role("link", name=TITLE).first).to_be_visible()
    looks_well(page)
    assert input_count(page, live) == before + 1


def test_the_main_job_by_keyboard_alone(
    resident: Resident, manager: Manager, photo: Path, live: Live
) -> None:
    before = input_count(manager.page, live)
    resident.begins()
    resident.finds_their_wijk()
    resident.looks_around()
    ref = resident.proposes(photo)

    manager.logs_in()
    manager.opens(ref)
    expect(manager.page.get_by_role("img", name="Foto 1")).to_be_visible()
    resident.hears_exactly(manager.asks(QUESTION))
    resident.chooses("Antwoord geven", QUESTION)
    resident.says(ANSWER)
    resident.hears("Dank u wel. De wijkmanager leest uw antwoord.")

    manager.opens(ref)
    expect(manager.page.get_by_text(ANSWER).first).to_be_visible()
    told = manager.places()
    assert PLACED in told
    resident.hears_exactly(told)
    resident.hears_exactly(manager.links("Inspanning: Gratis sport op het plein na school"))
    resident.hears_exactly(manager.advances("haalbaar"))
    resident.hears_exactly(manager.advances("loopt"))
    resident.keys.follows("Bekijk de pagina")
    reads_the_story(resident.page, live, before)
    assert resident.page.url.startswith(live.base_url)


def test_a_proposal_without_javascript(browser: Browser, live: Live, photo: Path) -> None:
    page = on_screen(browser, PHONE, script=False)
    page.goto(f"{live.base_url}/chat")
    page.get_by_role("button", name="Begin het gesprek").click()
    # Nothing like what others handed in before, or we would show them that first.
    for said, heard in (
        ("8022", "Woont u in Diezerpoort?"),
        ("[Ja]", "Dit is nu belangrijk in Diezerpoort:"),
        ("/nieuw", "Wilt u eerst zien wat er kan?"),
        ("[Nee, ik begin meteen]", "Stap 1 van 5."),
        ("Samen lezen in de bieb", "Waar past uw idee het beste bij?"),
        ("[Ontmoeten]", "Stap 2 van 5."),
        ("Elke maand een ander boek.", "Stap 3 van 5."),
        ("[Hele wijk]", "Heel Diezerpoort"),
        ("[Ja]", "Bent u 16 jaar of ouder?"),
        ("[Ja]", "Heeft u een foto van de plek?"),
    ):
        tells(page, said)
        looks_for(page, heard)
    page.get_by_label("Kies een foto (JPG of PNG, tot 10 MB)").set_input_files(photo)
    page.get_by_role("button", name="Verstuur foto").click()
    for said, heard in (
        ("[Klaar]", "Kunt u mensen herkennen"),
        ("[Nee]", "Stap 5 van 5."),
        ("[Zonder naam]", "Dit is geen aanvraag en geen bezwaar."),
        ("[Versturen]", "Dank u wel! Uw nummer is Z-"),
    ):
        tells(page, said)
        looks_for(page, heard)
    page.context.close()
