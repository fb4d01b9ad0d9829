"""Pages as they would be in Arabic: each word replaced by one of as many Arabic letters."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, is_too_wide
from tests.browser.test_chat_first_load import begin, chat

__all__ = ["chat"]

# What a catalogue does to a page, done on the page: the words, the language and the direction.
PSEUDO = """
const letters = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي';
document.documentElement.lang = 'ar';
document.documentElement.dir = 'rtl';
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const node = walk.currentNode;
  node.textContent = node.textContent.replace(
    /[A-Za-zÀ-ÿ]/g, (letter) => letters[letter.charCodeAt(0) % letters.length]);
}
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_a_talk_mirrors_as_a_whole(page: Page, chat: str, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    begin(page, chat)
    page.get_by_label("Uw antwoord").fill("8022")
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.get_by_text("Woont u in Diezerpoort?")).to_be_visible()
    before = page.locator(".wc-item--mine .wc-bubble").first.bounding_box()
    page.evaluate(PSEUDO)
    after = page.locator(".wc-item--mine .wc-bubble").first.bounding_box()
    page.screenshot(path=tmp_path / f"chat-{width}.png", full_page=True)
    assert before
    assert after
    assert before["x"] + before["width"] / 2 > width / 2 > after["x"] + after["width"] / 2
    assert not is_too_wide(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/opgaven", "/wijk/diezerpoort"])
def test_public_pages_mirror(page: Page, chat: str, width: int, path: str, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(chat.removesuffix("/chat") + path)
    page.evaluate(PSEUDO)
    page.screenshot(path=tmp_path / f"page-{width}.png", full_page=True)
    title = page.get_by_role("heading", level=1).bounding_box()
    assert title
    assert not is_too_wide(page)
