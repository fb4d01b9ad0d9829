"""The page of the demo: a phone beside the panel, one-click logins, another date."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acting import DESK, looks_well, on_screen
from tests.browser.conftest import WIDTHS
from tests.browser.keyboard import Keyboard
from tests.live import Live

# Left as it was found: the demo is shared by all tests of the run.
TODAY = ""


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    page = on_screen(browser, DESK)
    page.goto(f"{live.base_url}/demo")
    yield page
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_for_everybody(browser: Browser, live: Live, width: int) -> None:
    page = on_screen(browser, (width, 844))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live.base_url}/demo")
    expect(page.frame_locator(".demo-phone iframe").get_by_role("heading")).to_be_visible()
    looks_well(page)
    assert complaints == []
    page.context.close()


def test_a_login_shows_the_queue_of_that_stadsdeel_beside_the_phone(page: Page) -> None:
    Keyboard(page).presses("Zita de Boer, wijkmanager Zuid")
    panel = page.frame_locator("iframe[name=paneel]")
    expect(panel.get_by_role("heading", level=1)).to_have_text("Wachtrij")
    expect(panel.get_by_role("link", name="Een huiskamer voor ouderen")).to_be_visible()
    assert urlsplit(page.url).path == "/demo"


def test_one_may_go_on_as_somebody_who_makes_a_plan(page: Page) -> None:
    Keyboard(page).presses("Hilde, die een plan maakt")
    phone = page.frame_locator("iframe[name=gesprek]")
    expect(phone.get_by_text("U mag nu ook een plan maken voor uw plek.").first).to_be_visible()
    expect(phone.get_by_role("button", name="Naar het plan").last).to_be_visible()
    assert urlsplit(page.url).path == "/demo"


def test_a_message_in_the_phone_leaves_the_page_where_it_is(page: Page) -> None:
    phone = page.frame_locator(".demo-phone iframe")
    phone.get_by_role("button", name="Begin het gesprek").click()
    for words in ("8022", "ja", "menu", "1"):
        phone.get_by_label("Uw antwoord").fill(words)
        phone.get_by_role("button", name="Verstuur", exact=True).click()
        expect(phone.get_by_label("Uw antwoord")).to_have_value("")
    assert page.evaluate("[scrollX, scrollY, document.body.scrollTop]") == [0, 0, 0]
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_another_day_and_back(page: Page) -> None:
    for day, shown in (("2027-09-11", "zaterdag 11 september 2027"), (TODAY, "")):
        page.get_by_label("Andere dag").fill(day)
        Keyboard(page).presses("Doe alsof")
        if shown:
            expect(page.get_by_text(shown)).to_be_visible()
        expect(page.get_by_label("Andere dag")).to_have_value(day)
        looks_well(page)
    expect(page.get_by_text("zaterdag 11 september 2027")).to_have_count(0)


def test_what_is_no_day_is_said_and_changes_nothing(page: Page, live: Live) -> None:
    page.locator("#dag").evaluate("field => { field.type = 'text'; field.value = 'morgen'; }")
    page.get_by_role("button", name="Doe alsof").click()
    expect(page.get_by_text("morgen is geen datum.")).to_be_visible()
    expect(page.get_by_label("Andere dag")).to_have_attribute("aria-invalid", "true")
    looks_well(page)


def test_another_site_cannot_set_the_day(page: Page, live: Live) -> None:
    answer = page.request.post(
        f"{live.base_url}/demo/datum",
        form={"datum": "2027-09-11"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status == 403
