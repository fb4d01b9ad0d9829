"""Help beside every page of the menu, and the words explained."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from panel.help import PAGES, WORDS
from panel.views import PanelView
from tests.builders import Cast
from tests.panel.conftest import LogIn


@pytest.fixture
def browser(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def in_menu(app: Flask) -> Iterator[PanelView]:
    (admin,) = app.extensions["admin"]
    yield from (page for page in admin._views if isinstance(page, PanelView) and page.menu_key)


def test_every_page_of_the_menu_has_help_beside_it(demo_app: Flask) -> None:
    without = {page.endpoint for page in in_menu(demo_app)} - set(PAGES) - {"hulp"}
    assert without == set()


def test_help_stands_on_the_page_and_leads_to_all_of_it(browser: FlaskClient) -> None:
    page = browser.get("/queue/").text
    assert "Hulp bij deze pagina" in page
    assert "/hulp/" in page
    everything = browser.get("/hulp/").text
    assert everything.count('id="woord-') == len(WORDS)
    assert "Het is geen vergunning, subsidie of belofte." in everything
