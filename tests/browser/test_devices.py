"""One talk on two devices, on a borrowed computer, and read aloud: in a browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDTHS, is_too_wide, violations
from tests.browser.test_chat import begin, chat, say

__all__ = ["chat"]

# A device with one voice of its own, that notes what it is given to say.
VOICE = """
    const voice = { lang: "nl-NL", localService: true };
    window.said = [];
    window.SpeechSynthesisUtterance = class extends EventTarget {
      constructor(words) { super(); this.words = words; }
    };
    Object.defineProperty(window, "speechSynthesis", { value: {
      getVoices: () => [voice], cancel: () => {}, speak: (one) => window.said.push(one.words),
      speaking: false,
    } });
"""


@pytest.fixture
def phone(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 390, "height": 844}).new_page()


def test_a_code_opens_the_talk_on_the_phone(page: Page, phone: Page, chat: str) -> None:
    begin(page, chat)
    say(page, "8022")
    page.get_by_text("Meer", exact=True).click()
    page.get_by_role("link", name="Ander toestel").click()
    page.get_by_role("button", name="Maak een code").click()
    code = page.locator(".wc-code").inner_text()
    phone.goto(f"{chat}/toestel")
    phone.get_by_label("Code van 8 cijfers").fill("1")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Deze code klopt niet")).to_be_visible()
    expect(phone.get_by_label("Code van 8 cijfers")).to_be_focused()
    assert violations(phone) == []
    phone.get_by_label("Code van 8 cijfers").fill(code)
    phone.keyboard.press("Enter")
    expect(phone.locator(".wc-item--mine")).to_contain_text("8022")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert violations(page) == []
        assert not is_too_wide(page)


def test_on_a_borrowed_computer_the_talk_ends_with_its_tab(page: Page, chat: str) -> None:
    page.goto(chat)
    page.get_by_label("Deze computer is niet van mij").check()
    page.get_by_role("button", name="Begin het gesprek").click()
    say(page, "8022")
    page.reload()
    expect(page.locator(".wc-item--mine")).to_contain_text("8022")
    other = page.context.new_page()
    other.goto(chat)
    expect(other.get_by_text("Het gesprek is van deze computer af.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Begin het gesprek")).to_be_visible()


def test_the_newest_words_are_read_aloud_where_the_device_can(
    page: Page, phone: Page, chat: str
) -> None:
    begin(page, chat)
    page.get_by_text("Meer", exact=True).click()
    expect(page.get_by_role("button", name="Lees voor")).to_be_hidden()
    phone.add_init_script(VOICE)
    begin(phone, chat)
    say(phone, "8022")
    phone.get_by_text("Meer", exact=True).click()
    assert violations(phone) == []
    phone.get_by_role("button", name="Lees voor").click()
    said = phone.evaluate("window.said")
    assert said[0] == "Woont u in Diezerpoort?"
    assert said[1:] == ["Ja", "Andere wijk"]
    expect(phone.get_by_role("button", name="Stop met voorlezen")).to_be_visible()
