"""Arranging who stands in, and what that opens in the panel for as long as it lasts."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, update

from models.db import database_now, transaction
from models.initiatives.contributions import Initiative
from models.initiatives.terms import local_day
from models.people.staff import RoleName, Staff, Waarneming
from tests.builders import Cast, create_initiative, create_staff
from tests.panel.conftest import LogIn, token_of

PAGE = "/waarneming/"


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        return create_initiative(session, cast.wijk_zuid, cast.resident)


@pytest.fixture
def today(engine: Engine) -> date:
    with transaction(engine) as session:
        return local_day(database_now(session))


def arrange(browser: FlaskClient, absent: Staff, stand_in: Staff, **days: date | str) -> str:
    told = {"absent": str(absent.id), "stand_in": str(stand_in.id)}
    dates = {name: str(day) for name, day in days.items()}
    form = {"csrf_token": token_of(browser), **told, **dates}
    return browser.post(PAGE, data=form, follow_redirects=True).text


def count(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(Waarneming)) or 0


def test_a_colleague_comes_in_while_it_lasts_and_is_out_in_the_midst_of_a_session(
    engine: Engine,
    cast: Cast,
    zahra: FlaskClient,
    log_in: LogIn,
    idea: Initiative,
    today: date,
) -> None:
    noor = log_in(cast.manager_noord)
    address = f"/initiatief/{idea.ref}"
    assert noor.get(address).status_code == HTTPStatus.NOT_FOUND
    page = arrange(zahra, cast.manager_zuid, cast.manager_noord, first=today, last=today)
    assert "Noor Noord neemt waar voor Zahra Zuid" in page
    assert noor.get(address).status_code == HTTPStatus.OK
    queue = noor.get("/queue/").text
    assert idea.ref in queue
    assert "U neemt nu ook waar in Zuid." in queue
    form = {"csrf_token": token_of(noor), "version": str(idea.version)}
    taken = noor.post(f"{address}/oppakken", data={**form, "step": "send"})
    assert taken.status_code == HTTPStatus.SEE_OTHER
    assert "U neemt nu ook waar in Zuid." in noor.get("/account/").text
    with transaction(engine) as session:
        session.execute(update(Waarneming).values(ends_at=database_now(session)))
    for path in (address, f"{address}/plaatsen"):
        assert noor.get(path).status_code == HTTPStatus.NOT_FOUND
    late = noor.post(f"{address}/notitie", data={**form, "step": "send", "note": "x"})
    assert late.status_code == HTTPStatus.NOT_FOUND
    assert idea.ref not in noor.get("/queue/").text


def test_a_coordinator_arranges_it_for_who_fell_ill_and_stops_it(
    engine: Engine, cast: Cast, log_in: LogIn, idea: Initiative, today: date
) -> None:
    with transaction(engine) as session:
        coordinator = create_staff(session, "Coen Coordinator", RoleName.COORDINATOR)
    coen, noor = log_in(coordinator), log_in(cast.manager_noord)
    last = today + timedelta(days=10)
    page = arrange(coen, cast.manager_zuid, cast.manager_noord, first=today, last=last)
    assert "De waarneming staat vast." in page
    with transaction(engine) as session:
        row = session.scalars(select(Waarneming)).one()
    stop = f"/waarneming/{row.id}/stop"
    own = {"csrf_token": token_of(noor)}
    assert "Stop de waarneming" not in noor.get(PAGE).text
    assert noor.post(stop, data=own).status_code == HTTPStatus.NOT_FOUND
    theirs = {"csrf_token": token_of(coen)}
    assert coen.post(stop, data=theirs).status_code == HTTPStatus.SEE_OTHER
    assert noor.get(f"/initiatief/{idea.ref}").status_code == HTTPStatus.NOT_FOUND


def test_nobody_names_for_another_or_who_decides_nowhere(
    engine: Engine, cast: Cast, zahra: FlaskClient, log_in: LogIn, today: date
) -> None:
    days = {"first": today, "last": today}
    noor = log_in(cast.manager_noord)
    arrange(noor, cast.manager_zuid, cast.manager_noord, **days)
    for nobody in (cast.stranger, cast.manager_zuid):
        assert "Kies een collega uit de lijst." in arrange(zahra, cast.manager_zuid, nobody, **days)
    with transaction(engine) as session:
        reader = create_staff(session, "Lex Lezer", RoleName.MEELEZER, cast.zuid)
    lex = log_in(reader)
    assert "Nieuwe waarneming" not in lex.get(PAGE).text
    form = {"csrf_token": token_of(lex)}
    assert lex.post(PAGE, data=form).status_code == HTTPStatus.FORBIDDEN
    assert count(engine) == 0


@pytest.mark.parametrize("first", ["", "morgen", "2020-01-01", "9999-12-30"])
def test_wrong_days_lose_nothing(
    engine: Engine, cast: Cast, zahra: FlaskClient, first: str
) -> None:
    days = {"first": first, "last": "9999-12-31"}
    page = arrange(zahra, cast.manager_zuid, cast.manager_noord, **days)
    assert 'id="first-error"' in page
    assert f'value="{first}"' in page
    assert f'<option value="{cast.manager_noord.id}" selected>' in page
    assert count(engine) == 0
