"""`make screenshots`: the pictures in docs/screenshots, of the demo itself while somebody talks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import chromium  # noqa: E402
from tests.live import a_live_demo  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 960}
TITLE = "Een schaaktafel in het Vechtpark"
TALK = (
    "8022",
    "[Ja]",
    "/nieuw begin",
    TITLE,
    "[Ontmoeten]",
    "Dan ontmoeten jong en oud elkaar.",
    "Vechtstraat",
    "[Ja]",
    "[Ja]",
    "[Overslaan]",
    "Ria",
)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with a_live_demo() as live, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        _demo(browser, live.base_url)
        _chat(browser, live.base_url)
        _others(browser, live.base_url)
        browser.close()


@contextmanager
def _screen(browser: Browser, size: ViewportSize) -> Iterator[Page]:
    context = browser.new_context(viewport=size, reduced_motion="reduce", locale="nl-NL")
    yield context.new_page()
    context.close()


def _demo(browser: Browser, base_url: str) -> None:
    """The page of the demo: an idea about to be sent, beside the queue of the same stadsdeel."""
    with _screen(browser, DESK) as page:
        panel = _logs_in(page, base_url)
        chat = page.frame_locator(".demo-phone iframe")
        _talks(chat)
        chat.get_by_role("button", name="Versturen").click()
        expect(chat.get_by_text("Uw nummer is")).to_be_visible()
        panel.get_by_role("link", name="Wachtrij").click()
        expect(panel.get_by_role("link", name=TITLE)).to_be_visible()
        page.screenshot(path=PICTURES / "demo.png")


def _logs_in(page: Page, base_url: str) -> FrameLocator:
    """As the wijkmanager of Oost; gives the panel on the page of the demo."""
    page.goto(f"{base_url}/demo")
    page.get_by_role("button", name="Osman Kaya").click()
    panel = page.frame_locator("iframe[name=paneel]")
    expect(panel.get_by_role("link", name="Wachtrij")).to_be_visible()
    return panel


def _chat(browser: Browser, base_url: str) -> None:
    with _screen(browser, PHONE) as page:
        page.goto(f"{base_url}/chat")
        _talks(page)
        page.screenshot(path=PICTURES / "chat-390.png")


def _talks(chat: FrameLocator | Page) -> None:
    chat.get_by_role("button", name="Begin het gesprek").click()
    for number, words in enumerate(TALK, start=2):
        if words.startswith("["):
            chat.get_by_role("button", name=words[1:-1], exact=True).click()
        else:
            chat.get_by_label("Uw antwoord").fill(words)
            chat.get_by_role("button", name="Verstuur", exact=True).click()
        expect(chat.locator("li.wc-item:not(.wc-item--mine)")).to_have_count(number)
    expect(chat.get_by_role("button", name="Versturen")).to_be_visible()


def _others(browser: Browser, base_url: str) -> None:
    with _screen(browser, DESK) as page:
        page.goto(f"{base_url}/opgave/oost-1")
        page.screenshot(path=PICTURES / "opgave-1280.png")
        _logs_in(page, base_url)
        page.goto(f"{base_url}/panel/queue")
        page.screenshot(path=PICTURES / "queue-1280.png")


if __name__ == "__main__":
    main()
