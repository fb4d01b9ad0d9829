"""A plan in a browser: its pages for axe on a phone and at a desk, and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from bot.channels.web.app import create_residents_app
from bot.facts.plan import PlanCache
from models.db import database_now, transaction
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.place_planning import fill_in
from models.people import takeouts
from models.people.residents import Resident
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.acting import looks_well
from tests.browser.conftest import WIDTHS, Serve
from tests.builders import NOW, Cast, create_cast, create_initiative
from tests.panel.conftest import SETTINGS


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def ref(engine: Engine, cast: Cast) -> str:
    """An idea with a plan that its owner began, with long words in it."""
    with transaction(engine) as session:
        made = create_initiative(
            session,
            cast.wijk_zuid,
            cast.resident,
            cast.address,
            title="Een picknicktafel " + "met een heel lange naam " * 5,
            status=Moderation.PLACED,
            realisation=Realisation.FEASIBLE,
            category_id=cast.category.id,
        )
        words = "Vier buren " + "schuurpapierverkoopbevestiging" * 6
        fill_in(session, cast.resident.id, made.ref, "meedoen", words, NOW)
        takeouts.make(
            session,
            session.get_one(Resident, cast.resident.id),
            "my-plan",
            database_now(session),
            plan_of=made.id,
        )
        return made.ref


@pytest.fixture
def house(engine: Engine, serve: Serve) -> str:
    public = create_public_app(engine, SETTINGS)
    panel = create_panel_app(engine, SETTINGS, demo=True)
    chat = create_residents_app(engine, SETTINGS, PlanCache(SETTINGS.base_url))
    return serve(
        Doors(public.wsgi_app, rooms={"/chat": chat.wsgi_app}, mounts={"/panel": panel.wsgi_app})
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(house: str, page: Page, cast: Cast, ref: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    assert page.request.post(f"{house}/panel/demo-login/{cast.manager_zuid.email}").ok
    for path in ("plannen", f"initiatief/{ref}", f"plannen/{ref}/grond"):
        page.goto(f"{house}/panel/{path}")
        looks_well(page)
    page.get_by_role("button", name="Bekijk het bericht").click()
    expect(page.get_by_text("Vul een antwoord in")).to_be_visible()
    looks_well(page)
    page.get_by_label("Antwoord").fill("Van de gemeente. " + "bestemmingsplanwijziging" * 5)
    page.get_by_role("button", name="Bekijk het bericht").click()
    expect(page.get_by_role("heading", name="Het bericht")).to_be_visible()
    looks_well(page)
    page.goto(f"{house}/chat/plan/my-plan")
    looks_well(page)
    page.goto(f"{house}/chat/plan/another")
    expect(page.get_by_text("Deze link werkt niet meer.")).to_be_visible()
    looks_well(page)


def test_a_step_is_answered_and_the_file_comes_without_scripts(
    house: str, browser: Browser, cast: Cast, ref: str
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    assert page.request.post(f"{house}/panel/demo-login/{cast.manager_zuid.email}").ok
    page.goto(f"{house}/panel/plannen")
    page.get_by_role("link", name="Een picknicktafel").click()
    page.get_by_role("link", name="Werk bij: Van wie is de grond").click()
    page.get_by_label("Antwoord").fill("Van de gemeente.")
    page.get_by_role("button", name="Bekijk het bericht").click()
    page.get_by_role("button", name="Versturen", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("De bewoner krijgt het bericht.")
    page.goto(f"{house}/chat/plan/my-plan")
    with page.expect_download() as download:
        page.get_by_role("button", name="Haal het plan op").click()
    assert download.value.suggested_filename == f"plan-{ref}.pdf"
    page.context.close()
