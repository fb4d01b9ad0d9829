"""The same decision on many from the queue: seen first, a result for each, undone together."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from werkzeug.test import TestResponse

from models.db import transaction
from models.desk.prepared import Prepared, PreparedState
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.plan.gemeente import Gemeente
from tests.builders import SETTINGS, Cast, create_initiative
from tests.panel.acting import carry_out, hidden
from tests.panel.conftest import LogIn, token_of

REASON = "Dit past beter bij de straat zelf."


@pytest.fixture
def refs(engine: Engine, cast: Cast) -> list[str]:
    """Three of Zuid, the last one placed already; and one of Noord."""
    with transaction(engine) as session:
        session.execute(update(Gemeente).values(settings=SETTINGS | {"bedenktijd_seconden": 60}))
        who = (cast.resident, cast.address)
        made = [create_initiative(session, cast.wijk_zuid, *who) for _ in range(2)]
        made.append(create_initiative(session, cast.wijk_zuid, status=Moderation.PLACED))
        made.append(create_initiative(session, cast.wijk_noord, title="Iets van Noord"))
        return [one.ref for one in made]


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def post(browser: FlaskClient, refs: list[str], page: str = "", **fields: str) -> TestResponse:
    """What the form on `page` would send with these fields."""
    versions = re.findall(r'name="versie" value="([^"]+)"', page)
    seen = hidden(page, "seen") if page else ""
    form = {"csrf_token": token_of(browser), "act": "niet-plaatsen", "seen": seen, **fields}
    return browser.post("/samen/", data={**form, "kies": refs, "versie": versions})


def test_many_are_declined_with_one_reason_and_undone_as_one(
    engine: Engine, zahra: FlaskClient, refs: list[str]
) -> None:
    queue = zahra.get("/queue/").text
    assert f'value="{refs[0]}" form="samen"' in queue
    looked = post(zahra, refs, told=REASON)
    assert looked.text.count(REASON) == 3  # the field, and two messages
    assert "Dit kan nu niet met deze inbreng." in looked.text
    assert "Iets van Noord" not in looked.text
    sent = post(zahra, refs, looked.text, told=REASON, step="send")
    assert "2 besluiten gaan uit." in sent.text
    undo = re.search(r'action="(/klaar/terug/reeks/[^"]+)"', zahra.get("/queue/").text)
    assert undo
    zahra.post(undo[1], data={"csrf_token": token_of(zahra)})
    with transaction(engine) as session:
        assert set(session.scalars(select(Prepared.state))) == {PreparedState.BACK}


def test_nothing_goes_that_was_not_seen(
    engine: Engine, zahra: FlaskClient, refs: list[str]
) -> None:
    looked = post(zahra, refs, told=REASON)
    again = post(zahra, refs, looked.text, told="Toch om iets anders.", step="send")
    assert again.text.count("Toch om iets anders.") == 3
    assert post(zahra, refs, told="").status_code == 422
    with transaction(engine) as session:
        assert session.scalars(select(Prepared)).all() == []


def test_each_gets_its_own_result(engine: Engine, zahra: FlaskClient, refs: list[str]) -> None:
    """One was decided by hand just now, another was changed meanwhile."""
    looked = post(zahra, refs, told=REASON)
    carry_out(zahra, f"/initiatief/{refs[0]}/plaatsen")
    with transaction(engine) as session:
        session.execute(update(Initiative).where(Initiative.ref == refs[1]).values(version=7))
    sent = post(zahra, refs, looked.text, told=REASON, step="send")
    assert "Hierover loopt al een besluit." in sent.text
    assert "Iemand veranderde dit net." in sent.text
    assert "0 besluiten gaan uit." in sent.text


def test_what_may_say_something_of_a_person_is_not_placed_with_others(
    engine: Engine, zahra: FlaskClient, refs: list[str]
) -> None:
    with transaction(engine) as session:
        told = "Bel mij op 06 12345678."
        session.execute(update(Initiative).where(Initiative.ref == refs[0]).values(body=told))
    looked = post(zahra, refs, act="plaatsen")
    assert "Bekijk deze apart." in looked.text
    assert "Verstuur 1 besluit" in looked.text


def test_who_does_not_decide_has_no_choice(log_in: LogIn, cast: Cast, refs: list[str]) -> None:
    browser = log_in(cast.stranger)
    assert browser.get("/samen/").status_code == 403
