"""The web chat in a browser: by keyboard alone, with and without a script, on a phone and wide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import Engine, func, select

from bot.channels.web.app import create_residents_app
from bot.facts.plan import PlanCache
from models.db import transaction
from models.messages.inbox import InboxRow
from models.messages.outgoing import choice, message, words
from models.messages.sending import enqueue
from models.people.residents import Address, Channel
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.bot.pictures import picture
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.models.folders import NOW as LOADED_AT
from tests.panel.conftest import SETTINGS
from tests.zwolle import load_zwolle

NARROWEST = 320
PHOTO: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}
LONG = "Meervoudigepersoonlijkheidsstoornissenbehandelcentrumaanvraagformulier"


@pytest.fixture
def chat(engine: Engine, serve: Serve) -> str:
    """The address of the chat of Zwolle."""
    load_zwolle(engine, LOADED_AT)
    residents = create_residents_app(engine, SETTINGS, PlanCache(SETTINGS.base_url))
    doors = Doors(create_public_app(engine, SETTINGS), {"/chat": residents}, {})
    return f"{serve(doors)}/chat"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without a script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def begin(page: Page, chat: str) -> None:
    page.goto(chat)
    page.get_by_role("button", name="Begin het gesprek").click()
    expect(page.get_by_text("Ik ben een computer.")).to_be_visible()
    # The words stand there before the page's script listens to the keys.
    page.wait_for_load_state()


def say(page: Page, sentence: str) -> None:
    """Type it, send it, and wait for the answer."""
    answers = page.locator("#berichten > li:not(.wc-item--mine)").count()
    page.get_by_label("Uw antwoord").fill(sentence)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.locator("#berichten > li:not(.wc-item--mine)")).to_have_count(answers + 1)


def tell(engine: Engine, sentence: str) -> None:
    """The wijkmanager lets somebody know something."""
    with transaction(engine) as session:
        newest = select(Address).where(Address.channel == Channel.WEB).order_by(Address.id.desc())
        address = session.scalars(newest.limit(1)).one()
        now = session.scalar(select(func.now()))
        assert now is not None
        body = message([words(sentence, "nl")], [choice("/mijn", words("Bekijk mijn idee"))])
        enqueue(session, address, body, dedupe=sentence, now=now)


def test_no_barriers_and_nothing_too_wide(page: Page, chat: str) -> None:
    """Empty, talking, a list of ten, long words, and each kind of trouble, at each width."""

    def is_fine(what: str) -> None:
        for width in (NARROWEST, *WIDTHS):
            page.set_viewport_size({"width": width, "height": 800})
            assert not is_too_wide(page), (what, width)
            if width in WIDTHS:
                assert violations(page) == [], (what, width)

    page.goto(chat)
    is_fine("start")
    begin(page, chat)
    is_fine("first question")
    say(page, f"{LONG} <b>vet</b> \u0634\u0627\u0631\u0639")
    is_fine("long words")
    page.get_by_role("button", name="Kies uit een lijst").click()
    page.get_by_role("button", name="Zuid", exact=True).click()
    expect(page.locator(".wc-options--rows .wc-option")).to_have_count(10)
    is_fine("ten rows")
    page.set_input_files("#foto", PHOTO)
    page.get_by_text("Stuur een foto").click()
    page.get_by_role("button", name="Verstuur foto").click()
    expect(page.get_by_alt_text("Foto die u stuurde")).to_be_visible()
    is_fine("photo")
    page.get_by_text("Meer", exact=True).first.click()
    is_fine("menu open")
    page.goto(f"{chat}/stop")
    is_fine("leaving")
    page.goto(f"{chat}/nergens")
    is_fine("not there")
    page.goto(f"{chat}?start=w_holtenbroek")
    is_fine("a link")
    page.get_by_label("Uw antwoord").fill(f"{LONG} " * 20)
    page.evaluate("document.forms.schrijf.mark.value = 'old', document.forms.schrijf.submit()")
    expect(page.get_by_role("heading", name="Deze pagina was te oud")).to_be_visible()
    is_fine("refused")


def test_by_keyboard_alone(page: Page, chat: str) -> None:
    page.goto(chat)
    reach(page, "Begin het gesprek")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ik ben een computer.")).to_be_visible()
    # The first stop of the page leads straight to the field.
    page.goto(chat)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Diezerpoort")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Woont u in")).to_be_visible()
    # Who typed goes on typing; the choices are just before the field.
    expect(page.get_by_label("Uw antwoord")).to_be_focused()
    expect(page.get_by_label("Uw antwoord")).to_have_value("")
    reach(page, "Ja", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Uw wijk is")).to_be_visible()
    # Who chose goes on at the next choices.
    assert page.evaluate("document.activeElement.id") in ("keuzes", "antwoord")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#keuzes') !== null")


def reach(page: Page, name: str, key: str = "Tab") -> None:
    """Go from stop to stop until this button has the focus, and can be seen to have it."""
    for _ in range(25):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{name} is not within reach")


def test_targets_are_large_enough_for_a_thumb(page: Page, chat: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    begin(page, chat)
    page.get_by_role("button", name="Kies uit een lijst").click()
    expect(page.locator(".wc-options--rows")).to_be_visible()
    small = page.evaluate(
        """[...document.querySelectorAll('main button, main textarea, main summary, main a')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
        .map((one) => one.textContent.trim())"""
    )
    assert small == []


def test_without_a_script_all_of_it_works(plain: Page, chat: str) -> None:
    begin(plain, chat)
    plain.get_by_label("Uw antwoord").fill("Diezerpoort")
    plain.get_by_role("button", name="Verstuur", exact=True).click()
    assert plain.url.endswith("/chat#laatste")
    plain.get_by_role("button", name="Ja").click()
    expect(plain.get_by_text("Uw wijk is")).to_be_visible()
    # Looking for news brings the page anew, each time.
    for _ in range(2):
        with plain.expect_response(lambda answer: "/chat?kijk=" in answer.url):
            plain.get_by_role("link", name="Kijk of er nieuws is").click()
    plain.get_by_text("Stuur een foto").click()
    plain.set_input_files("#foto", PHOTO)
    plain.get_by_role("button", name="Verstuur foto").click()
    expect(plain.get_by_alt_text("Foto die u stuurde")).to_be_visible()
    plain.get_by_text("Meer", exact=True).first.click()
    plain.get_by_role("link", name="Stop en wis dit apparaat").click()
    plain.get_by_role("button", name="Stop en wis").click()
    expect(plain.get_by_text("Uw gesprek is gewist van dit apparaat.")).to_be_visible()


def test_news_comes_by_itself_and_leaves_the_typing_alone(
    page: Page, chat: str, engine: Engine
) -> None:
    begin(page, chat)
    log = page.get_by_role("log", name="Gesprek")
    page.get_by_label("Uw antwoord").fill("Ik ben nog aan het ty")
    first = page.locator("#berichten > li").first.element_handle()
    tell(engine, "Uw idee staat op de website.")
    expect(log.get_by_text("Uw idee staat op de website.")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("button", name="Bekijk mijn idee")).to_be_visible()
    expect(page.get_by_label("Uw antwoord")).to_have_value("Ik ben nog aan het ty")
    expect(page.get_by_label("Uw antwoord")).to_be_focused()
    # What stood there is the very same element: only the news is read aloud.
    assert first.evaluate("(item) => item.isConnected")
    expect(page.locator("#berichten > li")).to_have_count(2)


def test_without_a_connection_the_words_stay_and_go_once(
    page: Page, chat: str, engine: Engine
) -> None:
    begin(page, chat)
    page.context.set_offline(True)
    page.get_by_label("Uw antwoord").fill("Diezerpoort")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Uw bericht is nog niet verstuurd.")
    expect(page.get_by_label("Uw antwoord")).to_have_value("Diezerpoort")
    page.context.set_offline(False)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.get_by_text("Woont u in")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_empty()
    with transaction(engine) as session:
        assert len(session.scalars(select(InboxRow)).all()) == 2


def test_the_browser_may_say_where_one_is(page: Page, chat: str) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 52.5265, "longitude": 6.0895})
    begin(page, chat)
    page.get_by_role("button", name="Deel mijn locatie").click()
    expect(page.get_by_text("Wij bewaren uw locatie niet.")).to_be_visible()


def test_where_the_browser_does_not_say_so_one_can_type(page: Page, chat: str) -> None:
    begin(page, chat)
    page.get_by_role("button", name="Deel mijn locatie").click()
    expect(page.get_by_role("alert")).to_contain_text("Typ de straat of uw postcode.")


def test_a_photo_that_is_too_large_is_told_before_it_is_sent(
    page: Page, chat: str, tmp_path: Path
) -> None:
    begin(page, chat)
    large = tmp_path / "groot.jpg"
    large.write_bytes(picture() + bytes(30_000_000))
    page.get_by_text("Stuur een foto").click()
    page.set_input_files("#foto", large)
    page.get_by_role("button", name="Verstuur foto").click()
    expect(page.get_by_role("alert")).to_contain_text("Een foto mag 10 MB zijn.")


def test_another_language_comes_with_its_own_page(page: Page, chat: str) -> None:
    begin(page, chat)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("I am a computer.").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Your answer")).to_be_visible()
