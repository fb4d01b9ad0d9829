"""What holds for every page: headers, one transaction, plain errors, words that stay words."""

from datetime import UTC, date, datetime
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, func, select

from models.db import transaction
from models.people.residents import Resident
from models.people.rights import Act, NotAllowed
from models.settings import Settings
from panel import edge
from panel.app import create_panel_app
from panel.gate import needs
from panel.templating import day, moment, say_html, static
from tests.builders import Cast, create_resident
from tests.panel.conftest import SETTINGS, LogIn, token_of


def test_headers_leave_pages_nothing_to_run_but_our_files(client: FlaskClient) -> None:
    for address in ("/login", "/nergens", "/uitnodiging/x"):
        headers = client.get(address).headers
        policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_the_demo_may_frame_itself(demo_app: Flask, engine: Engine) -> None:
    policy = demo_app.test_client().get("/login").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy


def test_tiles_may_come_from_the_map_that_was_set(engine: Engine) -> None:
    basemap = {"basemap_url": "https://tiles.example.nl/{z}/{x}/{y}.png"}
    settings = Settings.model_validate(SETTINGS.model_dump() | basemap)
    answer = create_panel_app(engine, settings).test_client().get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example.nl;" in policy


@pytest.fixture
def demo_app(engine: Engine) -> Flask:
    """One of its own, since a room is added to it."""
    return create_panel_app(engine, SETTINGS, demo=True)


@pytest.fixture
def trying(demo_app: Flask, log_in: LogIn, cast: Cast) -> FlaskClient:
    """A panel with a page that writes and then does what it is asked."""

    @demo_app.post("/proef/<what>")
    @needs(Act.OWN_ACCOUNT)
    def trial(what: str) -> tuple[str, int]:
        create_resident(edge.session(), now=edge.now())
        if what == "broken":
            raise RuntimeError("as asked")
        if what == "not_allowed":
            raise NotAllowed(cast.manager_zuid, Act.PLACE, cast.noord.id)
        return "", int(what)

    return log_in(cast.manager_zuid)


def residents(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(Resident)) or 0


@pytest.mark.parametrize(("what", "kept"), [("200", 1), ("302", 1), ("422", 0), ("409", 0)])
def test_what_succeeds_is_kept_and_nothing_else(
    engine: Engine, trying: FlaskClient, what: str, kept: int
) -> None:
    before, token = residents(engine), token_of(trying)
    assert trying.post(f"/proef/{what}", data={"csrf_token": token}).status_code == int(what)
    assert residents(engine) - before == kept


@pytest.mark.parametrize(("what", "status"), [("broken", 500), ("not_allowed", 404)])
def test_what_fails_leaves_nothing_and_says_so_plainly(
    engine: Engine, trying: FlaskClient, what: str, status: int
) -> None:
    before, token = residents(engine), token_of(trying)
    answer = trying.post(f"/proef/{what}", data={"csrf_token": token})
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "as asked" not in answer.text
    assert "<h1" in answer.text
    assert residents(engine) == before


def test_a_database_that_is_away_is_said_plainly() -> None:
    nowhere = create_engine("postgresql+psycopg://wijkbot@127.0.0.1:1/none")
    answer = create_panel_app(nowhere, SETTINGS).test_client().get("/uitnodiging/x")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Het is even te druk" in answer.text


def test_peoples_words_are_never_markup() -> None:
    words = {"words": "<script>alert(1)</script>\n**niet vet** & {klaar}"}
    assert say_html(words, "nl") == (
        "<p class='utrecht-paragraph'>&lt;script&gt;alert(1)&lt;/script&gt;<br>"
        "**niet vet** &amp; {klaar}</p>"
    )


def test_paragraphs_and_lines() -> None:
    html = str(say_html({"words": "Een\n\nTwee\nDrie\n\n\n\nVier\n"}, "nl"))
    assert html.replace("<p class='utrecht-paragraph'>", "<p>") == (
        "<p>Een</p><p>Twee<br>Drie</p><p>Vier</p>"
    )


def test_days_and_moments_are_those_of_zwolle() -> None:
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert day(late, "nl") == "zaterdag 28 november 2026"
    assert day(date(2026, 11, 27), "en") == "Friday, November 27, 2026"
    assert moment(late, "nl") == "28 november 2026, 00:30"


def test_the_address_of_a_file_changes_with_it() -> None:
    path, _, mark = static("css/base.css").partition("?v=")
    assert path == "/static/css/base.css"
    assert mark != static("css/theme.css").partition("?v=")[2]
