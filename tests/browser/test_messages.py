"""The page of messages that need a colleague, in a browser: axe, a phone, the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select

from models.db import database_now, transaction
from models.messages.outbox import OutMessage, OutState
from models.operations.gaps import Gap, GapKind
from models.people.staff import RoleName
from panel.app import create_panel_app
from panel.public.app import create_public_app
from panel.serving import Doors
from tests.browser.conftest import WIDTHS, Serve, is_too_wide, violations
from tests.builders import create_cast, create_staff
from tests.panel.conftest import SETTINGS
from tests.panel.test_messages import out, poison


@pytest.fixture
def panel(engine: Engine, serve: Serve, page: Page) -> str:
    """The panel, where a beheerder is logged in and one message of each kind waits."""
    with transaction(engine) as session:
        cast = create_cast(session)
        staff = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
        out(session, cast, OutState.UNKNOWN)
        just_now = database_now(session)
        out(session, cast, OutState.UNKNOWN, claimed_at=just_now, dedupe="just now")
        out(session, cast, OutState.FAILED, reason="Forbidden" * 20)
        poison(session, just_now)
        session.add(Gap(kind=GapKind.REMINDER, subject=3, n=2, since=just_now))
        session.add(Gap(kind=GapKind.OPEN, subject=0, n=5, since=just_now))
    public = create_public_app(engine, SETTINGS)
    app = create_panel_app(engine, SETTINGS, demo=True)
    address = serve(Doors(public.wsgi_app, rooms={}, mounts={"/panel": app.wsgi_app})) + "/panel/"
    assert page.request.post(f"{address}demo-login/{staff.email}").ok
    return address


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_it_fits(panel: str, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(panel + "berichten")
    assert violations(page) == []
    assert not is_too_wide(page)
    page.get_by_text("Opnieuw sturen (bericht 1)").click()
    expect(page.get_by_text("Dan ziet de bewoner het twee keer.")).to_be_visible()
    assert violations(page) == []


def press(page: Page, name: str) -> None:
    """Tab on to what has this text, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"never came to {name}")


def test_a_message_is_sent_again_by_keyboard_alone(panel: str, page: Page, engine: Engine) -> None:
    page.goto(panel + "beheer")
    press(page, "Berichten")
    expect(page.get_by_role("heading", level=1)).to_have_text("Berichten die aandacht vragen")
    press(page, "Opnieuw sturen (bericht 1)")
    press(page, "Ja, stuur opnieuw")
    expect(page.get_by_role("status")).to_have_text("Het bericht gaat opnieuw weg.")
    press(page, "Laat zo (bericht 3)")
    expect(page.get_by_role("status")).to_have_text("Afgehandeld.")
    with transaction(engine) as session:
        dedupes = session.scalars(select(OutMessage.dedupe)).all()
    assert "again:1" in dedupes
