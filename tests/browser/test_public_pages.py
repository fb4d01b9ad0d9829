"""The public pages in a browser: axe on every page, the keyboard alone, and without JavaScript."""

from datetime import timedelta

import pytest
from flask import Flask, Response, abort
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from models.db import database_now, transaction
from models.initiatives.contributions import Objection, PlaceKind
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.links import Link
from models.plan.areas import Area, AreaKind
from models.plan.din import DinEntry
from models.plan.opgaven import Opgave
from panel.public.app import create_public_app
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import NOW, create_initiative, create_photo, create_resident
from tests.models.folders import NOW as LOADED_AT
from tests.panel.conftest import SETTINGS
from tests.watching import a_day_of
from tests.zwolle import load_zwolle

REF = "Z-0101"
PAGES = [
    "/",
    "/wijken",
    "/wijken?postcode=8011",
    "/wijken?postcode=80",
    "/opgaven",
    "/initiatieven",
    "/stadsdeel/noord",
    "/stadsdeel/zuid",
    "/stadsdeel/noord/overzicht",
    "/wijk/holtenbroek",
    "/wijk/geren",
    "/opgave/noord-3",
    "/opgave/veerallee-2021",
    f"/initiatief/{REF}",
    "/ontmoetingsplekken",
    "/agenda",
    "/zoek",
    "/zoek?q=bankje",
    "/zoek?q=x",
    "/melden?item=/ontmoetingsplekken",
    "/melden/bedankt?kenmerk=Z-0102",
    "/privacy",
    "/toegankelijkheid",
    "/bronnen",
    "/antwoordtijd",
    "/nergens",
]


@pytest.fixture
def zwolle(engine: Engine, serve: Serve) -> str:
    """The public pages of Zwolle with two initiatives; the address of the first page."""
    load_zwolle(engine, LOADED_AT)
    with transaction(engine) as session:
        wijk = session.scalars(
            select(Area).where(Area.kind == AreaKind.WIJK, Area.slug == "holtenbroek")
        ).one()
        resident = create_resident(session, wijk)
        opgave = session.scalars(select(Opgave).where(Opgave.slug == "noord-3")).one()
        effort = session.scalars(select(DinEntry).where(DinEntry.slug == "noord-3a")).one()
        for status in (Realisation.REALISED, Realisation.EXPLORING):
            row = create_initiative(
                session,
                wijk,
                resident,
                title="Een bankje bij de flat",
                status=Moderation.PLACED,
                place_kind=PlaceKind.PIN,
                place_text="bij de vijver",
                lon=6.085,
                lat=52.532,
                name="Ria",
                show_name=True,
                realisation=status,
                realisation_changed_at=NOW + timedelta(days=3),
                help_asked=True,
            )
            create_photo(session, resident, row)
            session.add(
                Link(
                    contribution_id=row.id,
                    opgave_id=opgave.id,
                    entry_id=effort.id,
                    weight=2,
                    linked_at=NOW,
                )
            )
        now = database_now(session)
        for ago, answered in enumerate((0, 1234, 4, 80)):
            a_day_of(session, now - timedelta(days=ago), answered, answered // 2, answered)
    return serve(create_public_app(engine, SETTINGS))


@pytest.mark.parametrize(("width", "language"), [*((each, "nl") for each in WIDTHS), (390, "en")])
def test_axe_finds_nothing_on_any_page(zwolle: str, page: Page, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES:
        page.goto(f"{zwolle}{path}{'&' if '?' in path else '?'}taal={language}")
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    # The browser says so when the security policy stopped something.
    assert [line for line in complaints if "Content Security Policy" in line] == []


def test_from_postcode_to_inbreng_by_keyboard_alone(zwolle: str, page: Page) -> None:
    page.goto(zwolle)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("8031")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Holtenbroek")
    press_until(page, "Buren leren elkaar kennen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wat deden we met uw inbreng")).to_be_visible()
    press_until(page, "Een bankje bij de flat")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dit is nog geen vergunning en geen subsidie.")).to_be_visible()


def press_until(page: Page, name: str) -> None:
    """Tab on until the link with this text has the focus, and can be seen to have it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.inner_text().strip() == name:
            outline = focused.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline != "none"
            return
    pytest.fail(f"no link {name!r} within 80 tabs")


def test_without_javascript_one_can_search_and_send_a_melding(
    zwolle: str, browser: Browser, engine: Engine
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{zwolle}/zoek")
    page.get_by_label("Waar zoekt u naar?").fill("bankjes")
    page.get_by_role("button", name="Zoek", exact=True).click()
    page.get_by_role("link", name="Een bankje bij de flat").first.click()
    page.get_by_role("link", name="Klopt er iets niet aan foto 1?").click()
    page.get_by_role("button", name="Verstuur de melding").click()
    expect(page.get_by_role("alert")).to_contain_text("nog niet verstuurd")
    page.get_by_label("Wat klopt er niet?").fill("Op deze foto sta ik zelf.")
    page.get_by_role("button", name="Verstuur de melding").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt voor uw melding")
    context.close()
    with transaction(engine) as session:
        melding = session.scalars(select(Objection)).one()
    assert melding.body == "Op deze foto sta ik zelf."
    assert str(melding.about).startswith("/foto/")


@pytest.mark.parametrize("tiles_arrive", [True, False])
def test_the_drawn_map_stays_where_no_tiles_arrive(
    zwolle: str, engine: Engine, serve: Serve, page: Page, tiles_arrive: bool
) -> None:
    tiles = Flask("tiles")

    @tiles.get("/<path:name>")
    def tile(name: str) -> Response:
        if not tiles_arrive:
            abort(404)
        picture = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'
        return Response(picture, content_type="image/svg+xml")

    basemap = serve(tiles) + "/{z}/{x}/{y}.svg"
    settings = SETTINGS.model_copy(update={"basemap_url": basemap})
    address = serve(create_public_app(engine, settings))
    page.goto(f"{address}/initiatief/{REF}")
    expect(page.locator(".wp-map__pin")).to_be_visible()
    if tiles_arrive:
        expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
        assert violations(page) == []
    else:
        expect(page.locator("[data-map]")).to_be_hidden()
