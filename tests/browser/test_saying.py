"""Reactions, what matters, gesprekken and "Herkent u dit?" in a browser: axe, no scripts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from models.asking import recognising
from models.asking.recognising import Recognised
from models.db import database_now, transaction
from models.initiatives import moderation
from models.initiatives.speaking_up import Concern, react, say_matters
from models.initiatives.terms import local_day
from models.meetings import holding
from models.meetings.meetings import Meeting
from models.people.staff import Staff
from models.plan.areas import AreaKind
from models.plan.cycles import Theme
from models.plan.opgaven import Opgave, OpgaveState
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.acts import decision
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import Cast, create_area, create_cast, create_opgave
from tests.panel.conftest import SETTINGS
from tests.saying import answers, comes, create_meeting, propose

Enter = Callable[[Page, Staff], None]
LONG = "Er is voor meisjes te weinig te doen, zeggen onze kinderen en hun vriendinnen. " * 4


@pytest.fixture
def cast(engine: Engine) -> Cast:
    """Zuid with a reaction, a matter, a gesprek of each kind, and an opgave that is voorgelegd."""
    with transaction(engine) as session:
        cast = create_cast(session)
        now, manager, wijk = database_now(session), cast.manager_zuid, cast.wijk_zuid
        who, chat = cast.resident, cast.address
        said = react(session, cast.plan_zuid.opgave.slug, LONG, who, chat, now)
        matter = say_matters(
            session, Concern(LONG, wijk.slug, "cohesie", "De kerk"), who, chat, now
        )
        for each in (said, matter):
            moderation.place(session, each, decision(manager, each))
        soon, before = now + timedelta(days=3), now - timedelta(days=9)
        comes(session, create_meeting(session, manager, wijk, now=now, starts_at=soon), wijk)
        over = create_meeting(
            session, manager, wijk, now=before, starts_at=before + timedelta(hours=1)
        )
        opgave = cast.plan_zuid.opgave
        holding.report(session, manager, over, "Een plek om te spelen.", opgave.id, now)
        create_meeting(session, manager, wijk, now=before, starts_at=now - timedelta(hours=1))
        theme = session.get_one(Theme, opgave.theme_id)
        asked = create_opgave(session, theme, cast.zuid, "Veilig fietsen naar school")
        propose(session, asked.opgave)
        [first, *_] = answers(session, asked.opgave, wijk, Recognised.NO, 10)
        recognising.explain(session, asked.opgave.slug, LONG, first)
        return cast


@pytest.fixture
def house(engine: Engine, serve: Serve) -> str:
    public = create_public_app(engine, SETTINGS)
    panel = create_panel_app(engine, SETTINGS, demo=True)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app}))


@pytest.fixture
def enter(house: str) -> Enter:
    def one_click(page: Page, staff: Staff) -> None:
        assert page.request.post(f"{house}/panel/demo-login/{staff.email}").ok

    return one_click


def proposed(engine: Engine) -> str:
    with transaction(engine) as session:
        asked = select(Opgave.slug).where(Opgave.state == OpgaveState.PROPOSED)
        return session.scalars(asked).one()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(
    engine: Engine, house: str, enter: Enter, page: Page, width: int, cast: Cast
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    enter(page, cast.manager_zuid)
    asked, opgave = proposed(engine), cast.plan_zuid.opgave.slug
    own = ("", "/1", "/2", "/3", "/nieuw", "/1/wijzigen", "/1/afzeggen", "/3/opbrengst")
    paths = [f"/panel/gesprekken{path}" for path in own]
    paths += ["/panel/belangrijk", "/panel/voorgelegd", f"/panel/voorgelegd/{asked}"]
    paths += ["/gesprekken", "/gesprekken?taal=en", f"/opgave/{opgave}", f"/opgave/{asked}"]
    paths += [f"/wijk/{cast.wijk_zuid.slug}", "/gesprek/1", "/gesprek/2", "/gesprek/3?taal=en"]
    for path in paths:
        answer = page.goto(house + path)
        assert answer is not None
        assert answer.ok, path
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    page.goto(f"{house}/panel/gesprekken/nieuw")
    page.get_by_role("button", name="Aankondigen").click()
    expect(page.get_by_label("Waar is het?")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    assert [line for line in complaints if "Content Security Policy" in line] == []


def test_a_gesprek_is_announced_without_scripts(
    engine: Engine, house: str, enter: Enter, browser: Browser, cast: Cast
) -> None:
    with transaction(engine) as session:
        day = local_day(database_now(session)) + timedelta(days=5)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    enter(page, cast.manager_zuid)
    page.goto(f"{house}/panel/gesprekken")
    page.get_by_role("link", name="Nieuw gesprek").click()
    page.get_by_label("Waar gaat het over?").fill("Koffie en plannen")
    page.get_by_label("Waar is het?").fill("De Terp")
    page.get_by_label("Dag").fill(day.isoformat())
    page.get_by_label("Tijd").fill("9.30")
    page.get_by_role("button", name="Aankondigen").click()
    expect(page.get_by_role("status")).to_contain_text("Het gesprek staat erin.")
    with transaction(engine) as session:
        made = session.scalars(select(Meeting).where(Meeting.about == "Koffie en plannen")).one()
        assert (made.seats, made.opgave_id) == (20, None)
    page.goto(f"{house}/gesprekken")
    expect(page.get_by_text("Koffie en plannen").first).to_be_visible()
    context.close()


SQUARE = [[6.08, 52.50], [6.10, 52.50], [6.10, 52.52], [6.08, 52.52], [6.08, 52.50]]


def test_a_press_on_the_map_gives_a_gesprek_its_spot(
    engine: Engine, house: str, enter: Enter, page: Page, cast: Cast
) -> None:
    with transaction(engine) as session:
        zuid, wijk = session.merge(cast.zuid), session.merge(cast.wijk_zuid)
        wijk.geometry = {"type": "Polygon", "coordinates": [SQUARE]}
        create_area(session, AreaKind.BUURT, "De Terp", stadsdeel=zuid, wijk=wijk).schematic = True
    enter(page, cast.manager_zuid)
    page.goto(f"{house}/panel/gesprekken/1/wijzigen")
    field = page.get_by_label("Punt op de kaart")
    expect(field).to_have_value("")
    expect(page.locator("#spot-map path").first).to_be_visible()
    page.locator("#spot-map").click()
    expect(field).to_have_value(re.compile(r"52\.\d{5}, 6\.\d{5}"))
    expect(page.locator("#spot-map .wb-pin")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Wijziging opslaan").click()
    expect(page.get_by_role("status")).to_contain_text("1 chat krijgt dit bericht.")
    page.goto(f"{house}/gesprek/1")
    expect(page.get_by_role("heading", name="Op de kaart")).to_be_visible()
    assert violations(page) == []
