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
from models.plan.areas import AreaKind
from models.plan.gemeente import mark_plan_changed
from tests.asking import read_out
from tests.builders import Cast, create_area, create_staff
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
    assert f"e_{made.id}" in public
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


def a_buurt(engine: Engine, cast: Cast) -> None:
    """Where a spot can lie."""
    with transaction(engine) as session:
        zuid, wijk = session.merge(cast.zuid), session.merge(cast.wijk_zuid)
        buurt = create_area(session, AreaKind.BUURT, "De Terp", stadsdeel=zuid, wijk=wijk)
        buurt.schematic = True


def change(
    engine: Engine, browser: FlaskClient, cast: Cast, made: Meeting, **changes: object
) -> TestResponse:
    form = {
        "csrf_token": token_of(browser),
        "version": "1",
        "about": made.about,
        "place": made.place,
        "wijk": str(cast.wijk_zuid.id),
        "date": next_week(engine).isoformat(),
        "at": "19:30",
        "seats": "12",
        "opgave": "",
    }
    return browser.post(f"/gesprekken/{made.id}/wijzigen", data=form | changes)


def test_it_is_changed_with_a_spot_that_the_site_shows(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, cast: Cast
) -> None:
    a_buurt(engine, cast)
    announce(engine, zahra, cast)
    made = only(engine)
    with transaction(engine) as session:
        seats.take(session, made.id, cast.address.id, database_now(session))
    form = zahra.get(f"/gesprekken/{made.id}/wijzigen").text
    for value in ('value="Spelen in de wijk"', 'value="19:30"', 'name="version" value="1"'):
        assert value in form
    assert "Er heeft zich 1 chat opgegeven." in form
    assert "De <Bres>" not in html.unescape(visitor.get(f"/gesprek/{made.id}").text)
    told = change(engine, zahra, cast, made, place="De <Bres>", spot="52.5101, 6.0901")
    assert told.status_code == 303, told.text
    assert "1 chat krijgt dit bericht" in zahra.get(told.location).text
    public = visitor.get(f"/gesprek/{made.id}").text
    assert "De &lt;Bres&gt;" in public
    assert f"e_{made.id}" in public
    assert visitor.get("/gesprek/999999").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spot": "bij de kerk"}, "Schrijf het punt zo"),
        ({"spot": "48.8566, 2.3522"}, "ligt niet in de gemeente"),
        ({"seats": "0"}, "Kies een getal"),
        ({"date": "2020-01-01"}, "die nog komen"),
        ({"place": ""}, "wb-"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays_typed(
    engine: Engine, zahra: FlaskClient, cast: Cast, changes: dict[str, str], said: str
) -> None:
    announce(engine, zahra, cast)
    answer = change(engine, zahra, cast, only(engine), **{"about": "Een <gesprek>"} | changes)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert "Een &lt;gesprek&gt;" in answer.text
    assert only(engine).version == 1


def test_the_second_of_two_colleagues_sees_what_the_first_made_of_it(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    announce(engine, zahra, cast)
    made = only(engine)
    assert change(engine, zahra, cast, made, place="De Bres").status_code == 303
    second = change(engine, zahra, cast, made, place="De Klooster")
    assert second.status_code == 409
    for words in ("Een collega wijzigde dit gesprek net", "De Bres", 'value="De Klooster"'):
        assert words in second.text
    assert change(engine, zahra, cast, made, place="X", version="2").status_code == 303
    assert change(engine, zahra, cast, made, place="Y", version="veel").status_code == 409


def test_only_who_makes_gesprekken_there_changes_one(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, cast: Cast
) -> None:
    announce(engine, zahra, cast)
    made = only(engine)
    assert change(engine, log_in(cast.manager_noord), cast, made).status_code == 404
    with transaction(engine) as session:
        helper = create_staff(session, "Wim", RoleName.WIJKMEDEWERKER, cast.zuid)
    assert change(engine, log_in(helper), cast, made).status_code == 403


def test_the_page_of_one_that_does_not_go_on_says_so(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, cast: Cast
) -> None:
    announce(engine, zahra, cast)
    made = only(engine)
    form = {"csrf_token": token_of(zahra), "reason": "De zaal is dicht."}
    zahra.post(f"/gesprekken/{made.id}/afzeggen", data=form)
    page = visitor.get(f"/gesprek/{made.id}").text
    assert "gaat niet door" in page
    assert "De zaal is dicht." in page
    assert f"e_{made.id}" not in page
