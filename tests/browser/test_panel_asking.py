"""Check-ins and reminders in a browser: axe, keyboard alone, without scripts."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from models.asking import planning, rounds
from models.asking.campaigns import Occurrence, OccurrenceState
from models.asking.checkins import CheckIn
from models.db import database_now, transaction
from models.people.residents import OptIn
from models.people.staff import RoleName, Staff
from models.plan.areas import AreaKind
from models.plan.opgaven import Opgave, Scope
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.asking import BASE_URL, answer, create_moment, create_opted_in, give_question
from tests.asking import open_check_in as ask
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.browser.test_panel_frame import press_until
from tests.builders import Cast, create_area, create_cast, create_staff
from tests.panel.conftest import SETTINGS

Enter = Callable[[Page, Staff], None]


@pytest.fixture
def cast(engine: Engine) -> Cast:
    """Zuid has three wijken, people who want questions, and a closed check-in of each kind."""
    with transaction(engine) as session:
        cast = create_cast(session)
        opgave = give_question(session, cast.plan_zuid.opgave)
        opgave.scope = Scope.STADSDEEL
        others = [
            create_area(session, AreaKind.WIJK, name, stadsdeel=cast.zuid)
            for name in ("Ittersum", "Schelle en Oldenelerbroek")
        ]
        create_opted_in(session, cast.wijk_zuid, number=12)
        create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, number=12)
        for number, token in ((14, "veel"), (2, "weinig")):
            made = ask(session, cast.manager_zuid, opgave, cast.wijk_zuid, *others, token=token)
            for wijk in (cast.wijk_zuid, *others):
                answer(session, made, wijk, *[0] * number)
            rounds.close_due(session, datetime(2026, 12, 1, 9, tzinfo=UTC), base_url=BASE_URL)
        create_moment(session, weeks=[16, 2])
        planning.plan(session, database_now(session))
        return cast


@pytest.fixture
def cora(engine: Engine, cast: Cast) -> Staff:
    """Communicatie, for the whole city."""
    with transaction(engine) as session:
        return create_staff(session, "Cora", RoleName.COMMUNICATIE)


@pytest.fixture
def house(engine: Engine, serve: Serve) -> str:
    public = create_public_app(engine, SETTINGS)
    panel = create_panel_app(engine, SETTINGS, demo=True)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel/"


@pytest.fixture
def enter(house: str) -> Enter:
    def one_click(page: Page, staff: Staff) -> None:
        assert page.request.post(f"{house}demo-login/{staff.email}").ok

    return one_click


def new(house: str, cast: Cast) -> str:
    return f"{house}checkins/nieuw/{cast.plan_zuid.opgave.slug}"


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(
    engine: Engine, house: str, enter: Enter, page: Page, width: int, cast: Cast, cora: Staff
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    enter(page, cast.manager_zuid)
    for path in ("checkins/", "checkins/1", "checkins/2", "checkins/nieuw", "campagnes/"):
        page.goto(house + path)
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    page.goto(new(house, cast))
    page.get_by_role("button", name="Bekijk het bericht", exact=True).click()
    expect(page.get_by_text("De vraag gaat nu naar 12 mensen.")).to_be_visible()
    assert violations(page) == []
    assert not is_too_wide(page)
    assert complaints == []
    page.get_by_label("Antwoorden").fill("Een veel te lang antwoord hier")
    page.get_by_role("button", name="Bekijk het bericht opnieuw").click()
    expect(page.get_by_label("Antwoorden")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    enter(page, cora)
    page.goto(house + "campagnes/")
    page.get_by_text("Zo gaat het weg").first.click()
    assert violations(page) == []
    assert not is_too_wide(page)
    page.get_by_role("link", name="Stop dit bericht").first.click()
    expect(page.get_by_role("button", name="Ja, stop dit bericht")).to_be_visible()
    assert violations(page) == []


def test_asking_by_keyboard_alone(
    engine: Engine, house: str, enter: Enter, page: Page, cast: Cast
) -> None:
    enter(page, cast.manager_zuid)
    page.goto(house + "checkins/")
    press_until(page, "Nieuwe check-in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nieuwe check-in")
    press_until(page, cast.plan_zuid.opgave.title)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Vraag")).to_be_visible()
    press_until(page, "Bekijk het bericht")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-message").first).to_contain_text("Kent u uw buren bij naam?")
    press_until(page, "Versturen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("De vraag gaat weg.")
    with transaction(engine) as session:
        made = session.scalars(select(CheckIn).order_by(CheckIn.id.desc()).limit(1)).one()
        assert made.question == session.get_one(Opgave, made.opgave_id).question


def test_stopping_without_scripts(
    engine: Engine, house: str, enter: Enter, browser: Browser, cora: Staff
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    enter(page, cora)
    page.goto(house + "campagnes/")
    page.get_by_role("link", name="Stop dit bericht").first.click()
    page.get_by_role("button", name="Ja, stop dit bericht").click()
    expect(page.get_by_role("status")).to_contain_text("Het bericht is gestopt.")
    with transaction(engine) as session:
        states = session.scalars(select(Occurrence.state).order_by(Occurrence.due_at)).all()
        assert states[0] is OccurrenceState.STOPPED
    context.close()
