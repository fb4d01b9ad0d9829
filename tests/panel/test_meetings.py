"""A gesprek in the panel and on the site: announced, called off, and what it yielded."""

import html
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from werkzeug.test import TestResponse

from models.db import database_now, transaction
from models.initiatives.terms import local_day
from models.meetings import seats
from models.meetings.meetings import Meeting
from models.messages.outbox import OutMessage
from models.people.staff import RoleName
from models.plan.gemeente import mark_plan_changed
from tests.asking import read_out
from tests.builders import Cast, create_staff
from tests.panel.conftest import LogIn, token_of


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def next_week(engine: Engine) -> date:
    """The panel lives by the database's clock."""
    with transaction(engine) as session:
        return local_day(database_now(session)) + timedelta(days=7)


def announce(engine: Engine, browser: FlaskClient, cast: Cast, **changes: object) -> TestResponse:
    form = {
        "csrf_token": token_of(browser),
        "about": "Spelen in de wijk",
        "place": "Buurthuis De Terp",
        "wijk": str(cast.wijk_zuid.id),
        "date": next_week(engine).isoformat(),
        "at": "19:30",
        "seats": "12",
        "opgave": str(cast.plan_zuid.opgave.id),
    }
    return browser.post("/gesprekken/nieuw", data=form | changes)


def only(engine: Engine) -> Meeting:
    with transaction(engine) as session:
        return session.scalars(select(Meeting)).one()


def test_it_is_announced_and_everybody_can_read_it(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, cast: Cast
) -> None:
    assert zahra.get("/gesprekken/nieuw").status_code == 200
    answer = announce(engine, zahra, cast)
    made = only(engine)
    assert answer.status_code == 303, answer.text
    assert answer.location == f"/gesprekken/{made.id}"
    assert (made.about, made.seats, made.wijk_id) == ("Spelen in de wijk", 12, cast.wijk_zuid.id)
    page = zahra.get("/gesprekken").text
    assert "Spelen in de wijk" in page
    assert "0 van 12" in page
    public = html.unescape(visitor.get("/gesprekken").text)
    assert "Spelen in de wijk" in public
    assert "19:30 uur" in public
    assert f"g_{made.id}" in public
    assert cast.plan_zuid.opgave.title in public
    assert "19:30" in visitor.get("/gesprekken?taal=en").text
    assert "Spelen in de wijk" in visitor.get(f"/wijk/{cast.wijk_zuid.slug}").text
    assert "Spelen in de wijk" not in visitor.get(f"/wijk/{cast.wijk_noord.slug}").text


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2020-01-01"},
        {"at": "25:00"},
        {"at": "half acht"},
        {"seats": "0"},
        {"seats": "veel"},
        {"about": ""},
        {"wijk": "999999"},
        {"opgave": "999999"},
        {"date": "morgen"},
    ],
)
def test_nonsense_is_refused_and_what_was_typed_stays(
    engine: Engine, zahra: FlaskClient, cast: Cast, changes: dict[str, str]
) -> None:
    answer = announce(engine, zahra, cast, place="Bij de <kerk>", **changes)
    assert answer.status_code == 422
    assert "Bij de &lt;kerk&gt;" in answer.text
    assert "utrecht-form-field-error-message" in answer.text
    with transaction(engine) as session:
        assert session.scalars(select(Meeting)).all() == []


def test_nobody_announces_in_another_stadsdeel(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    noor = log_in(cast.manager_noord)
    assert announce(engine, noor, cast).status_code == 422
    with transaction(engine) as session:
        helper = create_staff(session, "Wim", RoleName.WIJKMEDEWERKER, cast.zuid)
    assert announce(engine, log_in(helper), cast).status_code == 403


def test_cancelling_tells_who_signed_up_and_takes_it_off_the_site(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, cast: Cast
) -> None:
    announce(engine, zahra, cast)
    made = only(engine)
    with transaction(engine) as session:
        seats.take(session, made.id, cast.address.id, database_now(session))
    url = f"/gesprekken/{made.id}/afzeggen"
    form = {"csrf_token": token_of(zahra)}
    assert zahra.post(url, data=form).status_code == 422
    answer = zahra.post(url, data=form | {"reason": "De zaal is dicht."}, follow_redirects=True)
    assert "1 chat krijgt dit bericht" in answer.text
    with transaction(engine) as session:
        text = read_out(session.scalars(select(OutMessage)).one().body)
    assert "De zaal is dicht." in text
    assert "Spelen in de wijk" not in visitor.get("/gesprekken").text
    again = zahra.post(url, data=form | {"reason": "Nog eens."})
    assert again.status_code == 409
    assert "kan niet meer" in again.text


def test_what_it_yielded_is_told_once_and_stands_on_the_site(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, cast: Cast
) -> None:
    announce(engine, zahra, cast)
    made = only(engine)
    url, form = f"/gesprekken/{made.id}/opbrengst", {"csrf_token": token_of(zahra)}
    said = form | {"outcome": "Een <b>speelplek</b>.", "opgave": str(cast.plan_zuid.opgave.id)}
    assert zahra.post(url, data=said).status_code == 409
    with transaction(engine) as session:
        seats.take(session, made.id, cast.address.id, database_now(session))
        before = database_now(session) - timedelta(days=1)
        session.execute(update(Meeting).values(starts_at=before))
        mark_plan_changed(session)
    assert zahra.get(url).status_code == 200
    told = zahra.post(url, data=said, follow_redirects=True)
    assert "De opbrengst is opgeslagen" in told.text
    public = visitor.get("/gesprekken").text
    assert "Een &lt;b&gt;speelplek&lt;/b&gt;." in public
    assert zahra.post(url, data=said).status_code == 409
