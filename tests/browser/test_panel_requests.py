"""What residents ask after a decision, on the desk and on a phone: no barriers, both versions."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives import changing, moderation, second_look
from models.initiatives.changing import NewText
from models.initiatives.contributions import PlaceKind
from models.initiatives.places import NewPlace
from models.people.staff import RoleName, Staff
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.acts import decision
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import NOW, Cast, create_cast, create_initiative, create_staff
from tests.panel.conftest import SETTINGS


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def refs(engine: Engine, cast: Cast) -> tuple[str, str]:
    """An idea whose text its author wants changed, and one that is looked at once more."""
    with transaction(engine) as session:
        zahra = session.get_one(Staff, cast.manager_zuid.id)
        create_staff(session, "Coor", RoleName.COORDINATOR)
        placed, declined = (
            create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
            for _ in range(2)
        )
        moderation.place(session, placed, decision(zahra, placed))
        place = NewPlace(PlaceKind.STREET, "Bij de brug")
        new = NewText("Een houten bankje", "Van eikenhout.", place)
        changing.change(session, cast.resident.id, placed.ref, new, NOW)
        moderation.decline(session, declined, decision(zahra, declined), "Te duur.")
        second_look.ask_again(session, cast.resident.id, declined.ref, "Er is geld.", NOW)
        return placed.ref, declined.ref


@pytest.fixture
def house(engine: Engine, serve: Serve, refs: tuple[str, str]) -> str:
    public = create_public_app(engine, SETTINGS)
    panel = create_panel_app(engine, SETTINGS, demo=True)
    return serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": panel.wsgi_app})) + "/panel/"


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(house: str, page: Page, width: int, refs: tuple[str, str]) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    assert page.request.post(f"{house}demo-login/coor@wijk.example").ok
    placed, declined = (f"initiatief/{ref}" for ref in refs)
    paths = ["queue/?tab=wijzigingen", "queue/?tab=opnieuw-bekijken", placed, declined]
    paths += [f"{placed}/wijziging-plaatsen", f"{placed}/wijziging-niet-plaatsen"]
    paths += [f"{declined}/opnieuw-bekijken", f"{declined}/besluit-blijft"]
    for path in paths:
        page.goto(house + path)
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    page.goto(f"{house}{placed}/wijziging-plaatsen")
    for words in ("Van eikenhout.", "Een bankje bij de speeltuin", "Bij de brug"):
        expect(page.get_by_text(words).first).to_be_visible()
