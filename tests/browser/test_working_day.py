"""The desk of the demo: axe and three widths in every state of its pages, without a script, and
forty in one sitting by keyboard alone."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, func, select

from models.db import transaction
from models.desk.prepared import Prepared, PreparedState
from models.initiatives.blurring import PhotoOriginal
from tests.browser.acting import DESK, PHONE
from tests.browser.conftest import is_too_wide, violations
from tests.browser.desk_states import Scene, asks_outside, states
from tests.browser.keyboard import Keyboard
from tests.browser.working_day import fill, open_house, photo_of, refs, screen, sits_down
from tests.tables import empty

# Somebody who needs twice the size has half the room: WCAG 2.2, 1.4.4 and 1.4.10.
TWICE = (640, 450)
ZITA, SEM, CARLA = "wijkmanager.zuid", "wijkmedewerker.zuid", "coordinator"
ANSWER = "Doe dit in het voorjaar."


@pytest.fixture(scope="module")
def scene(_shared_engine: Engine) -> Iterator[Scene]:
    """Made once: these tests stay together and each leaves the others what they need."""
    fill(_shared_engine)
    with open_house(_shared_engine) as house:
        yield Scene(_shared_engine, house, refs(_shared_engine))
    empty(_shared_engine)


def wrong_with(page: Page) -> list[str]:
    """What axe says on a desk and on a phone, and at which widths one must scroll sideways."""
    found = violations(page)
    for size in (DESK, TWICE, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        found += [f"too wide at {size[0]}"] if is_too_wide(page) else []
    return found + violations(page)


def test_every_state_of_the_desk_is_for_everybody(scene: Scene, browser: Browser) -> None:
    wrong: dict[str, list[str]] = {}
    with sits_down(browser, scene.house, ZITA) as page:
        page.on("pageerror", lambda error: wrong.setdefault("a script", []).append(str(error)))
        for path, do in states(scene):
            page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
            page.goto(scene.house + path)
            do(page)
            if found := wrong_with(page):
                wrong[path] = found
    assert wrong == {}


def test_what_others_see_of_it_is_for_them_too(scene: Scene, browser: Browser) -> None:
    """Who prepares cannot let go; who looks again has a heap of her own; who is outside has a
    link that works once."""
    wrong: dict[str, list[str]] = {}
    for who, path in ((SEM, "klaar/"), (SEM, "queue/"), (CARLA, "queue/?tab=opnieuw-bekijken")):
        with sits_down(browser, scene.house, who) as page:
            page.goto(scene.house + path)
            wrong[f"{who} {path}"] = wrong_with(page)
    with sits_down(browser, scene.house, ZITA) as page:
        page.goto(f"{scene.house}advies/vraag/{scene.refs['Schaken in de open lucht']}")
        asks_outside(page)
        link = page.get_by_label("Link", exact=True).input_value()
    outside = scene.house.removesuffix("/panel/") + urlsplit(link).path
    with screen(browser, PHONE) as page:
        for step in ("asked", "empty", "thanked", "used"):
            if step in ("asked", "used"):
                page.goto(outside)
            else:
                page.get_by_label("Uw advies").fill(ANSWER if step == "thanked" else "")
                page.get_by_role("button", name="Verstuur het advies").click()
            wrong[step] = wrong_with(page)
        expect(page.get_by_label("Uw advies")).to_have_count(0)
    assert {state: found for state, found in wrong.items() if found} == {}


def on_the_way(engine: Engine) -> dict[str, int]:
    """How many decisions of each act can still be undone."""
    counted = select(Prepared.slug, func.count()).where(Prepared.state == PreparedState.GOING)
    with transaction(engine) as session:
        return dict(session.execute(counted.group_by(Prepared.slug)).all())


def undoes_all(page: Page, house: str) -> None:
    page.goto(f"{house}queue/")
    while (
        undo := page.get_by_role("button", name=re.compile("ongedaan maken", re.IGNORECASE))
    ).count():
        undo.first.click()
        page.goto(f"{house}queue/")


def test_many_at_once_and_a_blurred_face_without_a_script_or_a_mouse(
    scene: Scene, browser: Browser
) -> None:
    face = scene.refs["Minder auto's op de stoep"]
    with sits_down(browser, scene.house, ZITA, script=False) as page:
        undoes_all(page, scene.house)
        keys = Keyboard(page)
        page.goto(f"{scene.house}queue/?q=bank")
        for box in page.get_by_role("checkbox").all():
            keys.reaches(box)
            page.keyboard.press("Space")
        many = page.get_by_role("checkbox").count()
        keys.presses("Ga verder")
        keys.presses("Bekijk de berichten")
        keys.presses("Verst…")
        expect(page.get_by_text("gaat uit", exact=True)).to_have_count(many)
        assert on_the_way(scene.engine) == {"plaatsen": many}
        keys.presses("Alles ongedaan maken…")
        page.wait_for_url("**/klaar/**")
        assert on_the_way(scene.engine) == {}

        page.goto(f"{scene.house}foto/{face}/{photo_of(scene.engine, face)}")
        for label in ("Vanaf links", "Vanaf boven", "Breedte", "Hoogte"):
            keys.types(label, "30")
        keys.presses("Vervaag dit vak")
        expect(page.get_by_text("Dit vak is nu onleesbaar.")).to_be_visible()
    with transaction(scene.engine) as session:
        photo_id = photo_of(scene.engine, face)
        assert session.get(PhotoOriginal, photo_id) is not None


def decides(page: Page) -> str:
    """What a wijkmanager does with the one before her, by keys only; gives which act it was."""
    kind = page.locator(".wb-item__marks .wb-badge").first.inner_text()
    if page.locator(".wb-desk__decide .utrecht-alert--info").count():
        return "somebody prepared it"
    if page.locator("[data-key=g]").count() == 0:
        return "placed already"
    if kind == "melding":
        return answers(page, "g", "Wij zochten het uit.")
    if page.locator("#warnings").count():
        return answers(page, "a", "Er staat iets over een ander in.")
    page.keyboard.press("g")
    expect(page.locator("[data-send]")).to_be_focused()
    page.keyboard.press("Enter")
    return "g"


def answers(page: Page, key: str, words: str) -> str:
    """An act that needs words: Ctrl and Enter shows the message, or sends where there is none."""
    page.keyboard.press(key)
    expect(page.locator("select:focus, textarea:focus")).to_be_visible()
    if not page.locator("textarea:focus").count():
        # One begins at the standard texts, where there are any.
        Keyboard(page).reaches(page.locator("textarea").first)
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    if key == "a":
        expect(page.locator("[data-send]")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator("[data-send]")).to_be_focused()
        page.keyboard.press("Enter")
    return key


def test_forty_of_the_demo_in_one_sitting_by_keyboard_alone(scene: Scene, browser: Browser) -> None:
    """Each is placed or answered with `g`, or not placed with `a`; `j` leaves what a colleague
    prepared."""
    done: dict[str, str] = {}
    with sits_down(browser, scene.house, ZITA) as page:
        undoes_all(page, scene.house)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/initiatief/*?rij=*")
        while "initiatief/" in page.url:
            here = page.locator(".wb-heading__ref").inner_text()
            if here in done:
                # All that is left is what was left before.
                break
            done[here] = decides(page)
            if len(done[here]) > 1:
                if not page.locator("[data-key=j]").count():
                    break
                page.keyboard.press("j")
            expect(page.locator(".wb-heading__ref")).not_to_have_text(here)
    going = on_the_way(scene.engine)
    assert sum(going.values()) == len([act for act in done.values() if len(act) == 1]) >= 40
    assert going.keys() == {"plaatsen", "niet-plaatsen", "afhandelen"}
