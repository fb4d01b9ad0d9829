"""The panel shows each reminder as it goes out, how it fares, and stops it on request."""

import html
import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.asking import planning
from models.asking.campaigns import Campaign, Occurrence, OccurrenceState
from models.db import database_now, transaction
from models.messages.outbox import OutMessage, OutState
from models.people.residents import OptIn
from models.people.staff import RoleName, Staff, StaffEvent
from tests.asking import BASE_URL, create_moment, create_opted_in, read_out
from tests.builders import Cast, create_staff
from tests.panel.acting import preview_of
from tests.panel.conftest import SETTINGS, LogIn, token_of
from tests.statements import counted


@pytest.fixture
def cora(engine: Engine, cast: Cast) -> Staff:
    """A colleague of communicatie, for the whole city."""
    with transaction(engine) as session:
        return create_staff(session, "Cora", RoleName.COMMUNICATIE)


@pytest.fixture
def due(engine: Engine, cast: Cast) -> datetime:
    """When the first reminder of a moment in ten weeks is due; twelve residents asked for it."""
    with transaction(engine) as session:
        now = database_now(session)
        # Never the last of February, which is not there every year.
        day = f"{now + timedelta(weeks=10):%m-%d}".replace("02-29", "02-28")
        yearly = {"soort": "vaste_datum", "datum": day}
        create_moment(session, rule=yearly, weeks=[6, 2])
        create_opted_in(session, cast.wijk_zuid, OptIn.BURENDAG, 12)
        planning.plan(session, now)
        return session.scalars(select(Occurrence.due_at).order_by(Occurrence.due_at)).all()[0]


def send(engine: Engine, now: datetime) -> None:
    with transaction(engine) as session:
        planning.queue_due(session, now, base_url=BASE_URL)


def facts(page: str) -> list[dict[str, str]]:
    """What stands at each reminder."""
    found = re.findall(r"<dl[^>]*>(.*?)</dl>", page, re.DOTALL)
    pairs = r"<dt>(.*?)</dt><dd>(.*?)</dd>"
    return [
        {name: html.unescape(value).strip() for name, value in re.findall(pairs, one, re.DOTALL)}
        for one in found
    ]


def test_what_comes_with_its_date_its_readers_and_its_text(
    engine: Engine, log_in: LogIn, cora: Staff, due: datetime
) -> None:
    page = log_in(cora).get("/campagnes/").text
    assert page.index("6 weken ervoor") < page.index("2 weken ervoor")
    first = facts(page)[0]
    assert "10:00" in first["Gaat weg op"]
    assert first["Zou het nu krijgen"] == "12 mensen"
    assert first["Voor wie"] == "Wie berichten over Burendag en acties aanzette"
    with transaction(engine) as session:
        row, campaign = session.execute(
            select(Occurrence, Campaign).join(Campaign).order_by(Occurrence.due_at).limit(1)
        ).one()
        body = planning.reminder(campaign, row, SETTINGS.base_url)
    assert read_out(dict(body)) == "\n".join(preview_of(page))
    assert "Neighbours&#39; Day" in page


def test_few_readers_are_not_counted_out(
    engine: Engine, log_in: LogIn, cora: Staff, due: datetime
) -> None:
    with transaction(engine) as session:
        for campaign in session.scalars(select(Campaign)):
            campaign.opt_in = OptIn.SURVEY
    page = log_in(cora).get("/campagnes/").text
    assert facts(page)[0]["Zou het nu krijgen"] == "minder dan 10 mensen"


def test_how_its_messages_fare(engine: Engine, log_in: LogIn, cora: Staff, due: datetime) -> None:
    send(engine, due)
    states = [OutState.SENT] * 4 + [OutState.UNKNOWN, OutState.FAILED, OutState.EXPIRED]
    with transaction(engine) as session:
        rows = session.scalars(select(OutMessage).order_by(OutMessage.id)).all()
        for row, state in zip(rows, [*states, OutState.SENDING], strict=False):
            row.state = state
    shown = facts(log_in(cora).get("/campagnes/").text)[0]
    numbers = {name: value for name, value in shown.items() if value.isdecimal()}
    assert numbers == {
        "Klaargezet": "12",
        "In de rij": "5",
        "Verstuurd": "4",
        "Onbekend": "1",
        "Mislukt": "1",
        "Vervallen": "1",
    }


def test_stopping_asks_first_and_stops(
    engine: Engine, log_in: LogIn, cora: Staff, due: datetime
) -> None:
    send(engine, due)
    browser = log_in(cora)
    (address, *_) = re.findall(r"/campagnes/\d+/stop", browser.get("/campagnes/").text)
    page = browser.get(address).text
    assert "Dit kunt u niet terugdraaien." in page
    answer = browser.post(address, data={"csrf_token": token_of(browser)}, follow_redirects=True)
    assert "Het bericht is gestopt." in answer.text
    with transaction(engine) as session:
        stopped = select(Occurrence).where(Occurrence.state == OccurrenceState.STOPPED)
        assert session.scalars(stopped).one().stopped_by_id == cora.id
        written = session.scalars(select(StaffEvent.act).where(StaffEvent.by_id == cora.id))
        assert "stopped campaign" in written.all()
    again = browser.post(address, data={"csrf_token": token_of(browser)}, follow_redirects=True)
    assert "valt niets meer te stoppen" in again.text
    assert "Ja, stop dit bericht" not in browser.get(address).text


def test_who_may_not_stop_has_no_button(
    engine: Engine, log_in: LogIn, cast: Cast, due: datetime
) -> None:
    browser = log_in(cast.manager_zuid)
    page = browser.get("/campagnes/").text
    assert "weken ervoor" in page
    assert "/stop" not in page
    assert browser.get("/campagnes/1/stop").status_code == 403


def test_a_role_in_one_stadsdeel_does_not_stop_the_whole_city(
    engine: Engine, log_in: LogIn, cast: Cast, due: datetime
) -> None:
    with transaction(engine) as session:
        local = create_staff(session, "Lo", RoleName.COORDINATOR, cast.zuid)
        known = session.scalars(select(Occurrence.id)).first()
    browser = log_in(local)
    assert "/stop" not in browser.get("/campagnes/").text
    token = {"csrf_token": token_of(browser)}
    assert browser.get(f"/campagnes/{known}/stop").status_code == 404
    assert browser.post(f"/campagnes/{known}/stop", data=token).status_code == 404


def test_what_does_not_exist_cannot_be_stopped(log_in: LogIn, cora: Staff, due: datetime) -> None:
    browser = log_in(cora)
    for nothing in ("999999", str(2**70)):
        assert browser.get(f"/campagnes/{nothing}/stop").status_code == 404


def test_an_empty_year_says_so(log_in: LogIn, cora: Staff) -> None:
    assert "niets gepland" in log_in(cora).get("/campagnes/").text


def statements(engine: Engine, browser: FlaskClient) -> int:
    with counted(engine) as seen:
        browser.get("/campagnes/")
    return len(seen)


def test_many_messages_take_no_more_queries(
    engine: Engine, log_in: LogIn, cora: Staff, due: datetime
) -> None:
    browser = log_in(cora)
    before = statements(engine, browser)
    send(engine, due)
    assert statements(engine, browser) == before
