"""The chat as a slow phone, a screen reader and a magnifier meet it.

Where the accessibility tree changed the test prints it: read it in order, as a screen reader does,
before it becomes the new `chat_tree.txt`.
"""

import re
import sys
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect
from sqlalchemy import Engine

from bot.channels.web.app import create_residents_app
from bot.facts.plan import PlanCache
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.conftest import Serve, is_too_wide
from tests.models.folders import NOW as LOADED_AT
from tests.panel.conftest import SETTINGS
from tests.zwolle import load_zwolle

TREE = Path(__file__).with_name("chat_tree.txt")
# Everything that the first page needs, with what Caddy adds of headers.
MOST_BYTES = 60_000
# As Caddy does (`deploy/Caddyfile`: encode zstd gzip); zstd makes it a little less still.
_COMPRESSED = re.compile(r"text/|javascript|json|svg|xml|manifest")
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b")
_DAY = re.compile(r"\b\w+dag \d{1,2} \w+( \d{4})?")


@pytest.fixture
def chat(engine: Engine, serve: Serve) -> str:
    """The address of the chat of Zwolle."""
    load_zwolle(engine, LOADED_AT)
    residents = create_residents_app(engine, SETTINGS, PlanCache(SETTINGS.base_url))
    doors = Doors(create_public_app(engine, SETTINGS), {"/chat": residents}, {})
    return f"{serve(doors)}/chat"


def begin(page: Page, chat: str) -> None:
    page.goto(chat)
    page.get_by_role("button", name="Begin het gesprek").click()
    expect(page.get_by_text("Ik ben een computer.")).to_be_visible()


def on_the_wire(response: Response) -> int:
    """The bytes of an answer as our own door sends it."""
    body, kind = response.body(), response.headers.get("content-type", "")
    squeezed = zlib.compress(body, 6, 31) if _COMPRESSED.search(kind) else body
    headers = sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
    return len(squeezed) + headers


@pytest.mark.parametrize("begun", [False, True], ids=["before talking", "talking"])
def test_the_first_load_is_small(page: Page, chat: str, begun: bool) -> None:
    if begun:
        begin(page, chat)
        page.goto("about:blank")
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    page.goto(chat, wait_until="networkidle")
    sizes = {one.url: on_the_wire(one) for one in answers if one.status == 200}
    assert len(sizes) >= 3
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_the_accessibility_tree_reads_as_a_talk(page: Page, chat: str) -> None:
    begin(page, chat)
    page.get_by_label("Uw antwoord").fill("8022")
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.get_by_text("Woont u in Diezerpoort?")).to_be_visible()
    tree = page.locator("body").aria_snapshot()
    read = _DAY.sub("DAG", _TIME.sub("UU:MM", tree)) + "\n"
    sys.stdout.write(read)
    assert read == TREE.read_text(encoding="utf-8")


def test_at_twice_the_size_everything_is_there(browser: Browser, chat: str) -> None:
    """200% of a window of 1280 by 1024 is one of 640 by 512; and letters of twice the size."""
    context = browser.new_context(viewport={"width": 640, "height": 512}, device_scale_factor=2)
    page = context.new_page()
    begin(page, chat)
    for letters in ("100%", "200%"):
        page.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
        assert not is_too_wide(page)
        page.get_by_label("Uw antwoord").fill("menu")
        page.get_by_role("button", name="Verstuur", exact=True).click()
        expect(page.get_by_text("Waar kan ik u mee helpen?").last).to_be_in_viewport()
    # What one writes in can be brought into view as a whole, and nothing lies over it.
    page.get_by_role("button", name="Verstuur", exact=True).scroll_into_view_if_needed()
    expect(page.get_by_label("Uw antwoord")).to_be_in_viewport()
    page.get_by_label("Uw antwoord").click(timeout=2_000)
    context.close()
