"""The queue, a contribution and the plan in a browser: axe, keyboard alone, without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives import linking, moderation
from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.lifecycles import Moderation
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.din import Weight
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.acts import decision, texts_queued
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.browser.test_panel_frame import press_until
from tests.builders import Cast, create_cast, create_initiative, create_objection, create_photo
from tests.panel.conftest import SETTINGS

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[6.08, 52.50], [6.10, 52.50], [6.10, 52.52], [6.08, 52.52], [6.08, 52.50]]],
}
Enter = Callable[[Page], None]


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    """An idea with a pin, a photo, a note and a link; a melding about it."""
    with transaction(engine) as session:
        session.get_one(Area, cast.wijk_zuid.id).geometry = SQUARE
        staff = session.get_one(Staff, cast.manager_zuid.id)
        made = create_initiative(
            session,
            cast.wijk_zuid,
            cast.resident,
            cast.address,
            place_kind=PlaceKind.PIN,
            lon=6.09,
            lat=52.51,
            people_visible=True,
        )
        create_photo(session, cast.resident, made)
        moderation.note(session, made, decision(staff, made), "Er is ruimte.")
        subject = linking.subjects(session, cast.zuid.id)[0][-1]
        linking.link(session, made, decision(staff, made), subject, Weight.LIGHT, "Zelfde plek")
        create_objection(session, cast.wijk_zuid, made)
        return made


@pytest.fixture
def house(engine: Engine, serve: Serve, idea: Initiative) -> str:
    public = create_public_app(engine, SETTINGS)
    panel = create_panel_app(engine, SETTINGS, demo=True)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel/"


@pytest.fixture
def enter(house: str, cast: Cast) -> Enter:
    """Log in as the wijkmanager of Zuid with one click, without leaving the page."""

    def one_click(page: Page) -> None:
        assert page.request.post(f"{house}demo-login/{cast.manager_zuid.email}").ok

    return one_click


def look(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Bekijk het bericht")).click()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(
    house: str, enter: Enter, page: Page, width: int, idea: Initiative, cast: Cast
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    enter(page)
    mine = f"initiatief/{idea.ref}"
    acts = ("plaatsen", "andere-tekst", "vraag", "doorverwijzen", "koppelen", "overdragen")
    effort = f"din/{cast.plan_zuid.effort.slug}"
    paths = ["queue/", "queue/?tab=meldingen", "queue/?tab=wacht&q=x", mine, "din/"]
    paths += [f"{mine}/{act}" for act in (*acts, "notitie", "verbergen")]
    paths += [f"{effort}/status", f"{effort}/koers", f"din/{cast.plan_zuid.goal.slug}/bereikt"]
    for path in paths:
        page.goto(house + path)
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    for path in (f"{mine}/plaatsen", f"{mine}/koppelen", f"{effort}/status"):
        page.goto(house + path)
        if path.endswith("koppelen"):
            page.locator("input[name=subject]").first.evaluate("choice => choice.checked = true")
        look(page)
        expect(page.get_by_role("button", name="Versturen")).to_be_visible()
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    assert complaints == []
    page.goto(f"{house}{mine}/vraag")
    look(page)
    expect(page.get_by_label("Uw vraag")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []


def test_the_place_is_drawn_without_any_tile(
    house: str, enter: Enter, page: Page, idea: Initiative
) -> None:
    enter(page)
    page.goto(f"{house}initiatief/{idea.ref}")
    expect(page.get_by_text("Een punt op de kaart, in Assendorp.")).to_be_visible()
    expect(page.locator("#map path.wb-shape--here")).to_be_visible()
    expect(page.locator("#map path.wb-pin")).to_be_visible()
    expect(page.locator("#map").get_by_text("Assendorp")).to_be_visible()


def test_from_the_queue_to_the_site_by_keyboard_alone(
    engine: Engine, house: str, enter: Enter, page: Page, idea: Initiative
) -> None:
    enter(page)
    page.goto(house + "queue/")
    press_until(page, idea.title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(idea.ref)
    press_until(page, "Plaatsen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Plaatsen", exact=True)).to_be_visible()
    page.get_by_label("Uw toelichting").focus()
    page.keyboard.type("Wat een mooi idee.")
    press_until(page, "Bekijk het bericht opnieuw")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-preview .wb-message")).to_contain_text("Wat een mooi idee.")
    seen = page.locator(".wb-preview .wb-message p").all_inner_texts()
    press_until(page, "Versturen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("De bewoner krijgt het bericht.")
    with transaction(engine) as session:
        assert session.get_one(Initiative, idea.id).status is Moderation.PLACED
        assert texts_queued(session)[-1] == "\n\n".join(seen)


def test_it_all_works_without_scripts(
    engine: Engine, house: str, enter: Enter, browser: Browser, idea: Initiative
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    enter(page)
    page.goto(house + "queue/")
    page.get_by_role("link", name=idea.title).click()
    expect(page.get_by_text("Een punt op de kaart, in Assendorp.")).to_be_visible()
    page.get_by_role("link", name="Vraag stellen").click()
    page.get_by_label("Uw vraag").fill("Hoe breed?")
    look(page)
    expect(page.locator(".wb-preview .wb-message")).to_be_in_viewport()
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("status")).to_contain_text("De bewoner krijgt het bericht.")
    page.goto(f"{house}initiatief/{idea.ref}")
    page.get_by_text("Het bericht aan de bewoner").first.click()
    expect(page.locator(".wb-history .wb-message").first).to_contain_text("Hoe breed?")
    context.close()


def test_pressing_send_twice_sends_once(
    engine: Engine, house: str, enter: Enter, page: Page, idea: Initiative
) -> None:
    enter(page)
    page.goto(f"{house}initiatief/{idea.ref}/plaatsen")
    look(page)
    page.get_by_role("button", name="Versturen").dblclick()
    expect(page.get_by_role("status")).to_contain_text("De bewoner krijgt het bericht.")
    with transaction(engine) as session:
        # One for the link that the story began with, one for the placing.
        assert len(texts_queued(session)) == 2
