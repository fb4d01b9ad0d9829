"""Choosing mail, and secret addresses for a calendar and a reader of news."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import Engine, select, update

from models.db import transaction
from models.desk.feeds import FeedToken
from models.desk.notices import Notice
from models.initiatives.contributions import Initiative
from models.meetings.meetings import Meeting
from models.people.staff import Staff, StaffEvent
from tests.builders import NOW, Cast, create_initiative
from tests.panel.conftest import SETTINGS, LogIn, token_of
from tests.saying import create_meeting

TITLE = "Bankje voor Ria de Vries"
ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = "/mail-en-agenda"


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        create_initiative(session, cast.wijk_noord, cast.resident, title="Iets van Noord")
        create_meeting(
            session, cast.manager_zuid, cast.wijk_zuid, starts_at=NOW + timedelta(days=3650)
        )
        return create_initiative(session, cast.wijk_zuid, cast.resident, title=TITLE)


@pytest.fixture
def desk(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def post(desk: FlaskClient, path: str, **fields: str) -> str:
    answer = desk.post(f"{PAGE}/{path}", data={"csrf_token": token_of(desk), **fields})
    assert answer.status_code in (200, 303)
    return answer.text


def addresses(page: str) -> list[str]:
    return [
        url.partition("/panel")[2] for url in re.findall(r'value="(http[^"]+/panel/[^"]+)"', page)
    ]


def test_mail_is_chosen_and_the_page_says_whether_there_is_any(
    engine: Engine, desk: FlaskClient, cast: Cast
) -> None:
    assert "Mail is hier nog niet ingesteld" in desk.get(PAGE).text
    desk.application.config["MAIL_ON"] = True
    assert "Mail is hier nog niet ingesteld" not in desk.get(PAGE).text
    post(desk, "mail", pace="dagelijks")
    with transaction(engine) as session:
        assert session.scalars(select(Notice.pace)).all() == ["dagelijks"]
    bad = desk.post(f"{PAGE}/mail", data={"csrf_token": token_of(desk), "pace": "ooit"})
    assert bad.status_code == 400


def test_a_calendar_holds_terms_and_gesprekken_of_ones_own_stadsdeel(
    engine: Engine, desk: FlaskClient, client: FlaskClient, idea: Initiative
) -> None:
    calendar, _ = addresses(post(desk, "adres"))
    answer = client.get(calendar)
    assert answer.content_type == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.data)
    summaries = [str(event["summary"]) for event in found.walk("VEVENT")]
    assert summaries[0] == f"{idea.ref} beantwoorden"
    assert len(summaries) == 2
    assert summaries[1].startswith("Gesprek: ")
    assert "SEQUENCE:1" in answer.text
    assert "GEO:" not in answer.text
    with transaction(engine) as session:
        session.execute(update(Meeting).values(lat=52.51, lon=6.09, version=2))
    moved = client.get(calendar).text
    assert "GEO:52.51;6.09" in moved
    assert "SEQUENCE:2" in moved
    assert f"DTSTART;VALUE=DATE:{idea.due_on:%Y%m%d}" in answer.text
    assert TITLE not in answer.text


def test_a_feed_holds_what_came_in_without_a_word_of_it(
    desk: FlaskClient, client: FlaskClient, idea: Initiative
) -> None:
    _, news = addresses(post(desk, "adres"))
    answer = client.get(news)
    root = ET.fromstring(answer.data)
    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert titles == [f"Initiatief {idea.ref}, Zuid"]
    assert "Ria" not in answer.text


def test_the_address_is_shown_once_and_kept_as_a_mark(
    engine: Engine, desk: FlaskClient, cast: Cast
) -> None:
    calendar, _ = addresses(post(desk, "adres"))
    token = calendar.rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 40
    assert addresses(desk.get(PAGE).text) == []
    with transaction(engine) as session:
        kept = session.scalars(select(FeedToken.lookup)).one()
        assert token.encode() not in kept
        acts = session.scalars(select(StaffEvent.act)).all()
    assert "made feed" in acts


@pytest.mark.parametrize("ended", ["renewed", "withdrawn", "disabled"])
def test_an_address_that_ended_opens_nothing(
    engine: Engine, desk: FlaskClient, client: FlaskClient, cast: Cast, ended: str
) -> None:
    old = addresses(post(desk, "adres"))
    assert [client.get(one).status_code for one in old] == [200, 200]
    if ended == "renewed":
        new = addresses(post(desk, "adres"))
        assert [client.get(one).status_code for one in new] == [200, 200]
    elif ended == "withdrawn":
        post(desk, "adres-weg")
    else:
        with transaction(engine) as session:
            session.get_one(Staff, cast.manager_zuid.id).active = False
    assert [client.get(one).status_code for one in old] == [404, 404]


def test_rights_are_asked_at_each_reading(
    engine: Engine, desk: FlaskClient, client: FlaskClient, cast: Cast, idea: Initiative
) -> None:
    calendar, news = addresses(post(desk, "adres"))
    with transaction(engine) as session:
        session.get_one(Staff, cast.manager_zuid.id).roles = []
    assert idea.ref not in client.get(calendar).text + client.get(news).text


def test_guessing_opens_nothing(panel_app: Flask, client: FlaskClient, cast: Cast) -> None:
    for path in ("/agenda/x.ics", "/nieuw/x.atom", "/agenda/%00.ics"):
        assert client.get(path).status_code in (400, 404)
    assert SETTINGS.mail_on is False
