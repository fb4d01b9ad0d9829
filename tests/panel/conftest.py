"""The panel with our cast in it, and browsers without a screen for whoever comes in."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.people.staff import Staff
from models.settings import Settings
from panel.app import create_panel_app
from panel.public.app import create_public_app
from tests.builders import Cast, create_cast

SETTINGS = Settings.model_validate(
    {
        "secret_key": "only for tests: 32 characters or more",
        "field_keys": "dGVzdHMgb25seTogYSBmaWVsZCBrZXkgb2YgMzIgYi4=",
        "lookup_key": "dGVzdHMgb25seTogYSBsb29rdXAga2V5IG9mIDMyYi4=",
        # Tests of the second step ask for it themselves.
        "second_step": False,
    }
)

LogIn = Callable[[Staff], FlaskClient]


@pytest.fixture
def cast(engine: Engine) -> Cast:
    """The fixed cast, committed."""
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture(scope="session")
def _panel(_shared_engine: Engine) -> Flask:
    return create_panel_app(_shared_engine, SETTINGS)


@pytest.fixture(scope="session")
def _demo(_shared_engine: Engine) -> Flask:
    return create_panel_app(_shared_engine, SETTINGS, demo=True)


@pytest.fixture
def panel_app(_panel: Flask, engine: Engine) -> Flask:
    """The panel as it really runs. One for the whole run: all that it knows is in the database."""
    return _panel


@pytest.fixture
def demo_app(_demo: Flask, engine: Engine) -> Flask:
    """The panel of the demo: with logging in by one click. One for the whole run, as above."""
    return _demo


@pytest.fixture
def client(panel_app: Flask) -> FlaskClient:
    """A browser in which nobody is logged in."""
    return panel_app.test_client()


@pytest.fixture
def log_in(demo_app: Flask) -> LogIn:
    """A new browser in which this colleague is logged in."""

    def one_click(staff: Staff) -> FlaskClient:
        browser = demo_app.test_client()
        assert browser.post(f"/demo-login/{staff.email}").status_code == 302
        return browser

    return one_click


@pytest.fixture
def public_app(engine: Engine) -> Flask:
    """The public pages as they really run, with no page kept from before."""
    return create_public_app(engine, SETTINGS)


@pytest.fixture
def visitor(public_app: Flask) -> FlaskClient:
    """A browser of somebody who only reads."""
    return public_app.test_client()


def token_of(browser: FlaskClient, page: str = "/account") -> str:
    """The token that the forms of this session carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    assert found, page
    return found[1]
