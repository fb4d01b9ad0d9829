"""Blocking a resident from the page of what they brought in, and the second person's page."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import database_now, transaction
from models.initiatives.contributions import Initiative
from models.initiatives.terms import local_day
from models.messages.outbox import OutMessage
from models.people.blocks import Block, BlockReason
from models.people.staff import RoleName, Staff
from tests.builders import NOW, Cast, create_initiative, create_resident, create_staff
from tests.panel.acting import open_form
from tests.panel.conftest import LogIn, token_of
from tests.statements import counted


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def twan(engine: Engine, cast: Cast) -> Staff:
    with transaction(engine) as session:
        return create_staff(session, "Twan Tweede", RoleName.WIJKMANAGER, cast.zuid)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)


@pytest.fixture
def today(engine: Engine) -> date:
    with transaction(engine) as session:
        return local_day(database_now(session))


def propose(browser: FlaskClient, idea: Initiative, until: date | str, **more: str) -> str:
    form = open_form(browser, f"/initiatief/{idea.ref}/blokkeren")
    told = {"reason": "bedreigt", "words": "Dreigt <b>twee</b> keer.", "until": str(until)}
    return form.post("send", **{**told, **more}).text


def only(engine: Engine) -> Block:
    with transaction(engine) as session:
        return session.scalars(select(Block)).one()


def decide(browser: FlaskClient, block: Block, act: str) -> str:
    form = {"csrf_token": token_of(browser)}
    answer = browser.post(f"/blokkades/{block.id}/{act}", data=form)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return browser.get("/blokkades/").text


def test_one_proposes_and_another_agrees(
    engine: Engine,
    zahra: FlaskClient,
    log_in: LogIn,
    twan: Staff,
    idea: Initiative,
    today: date,
) -> None:
    until = today + timedelta(days=14)
    propose(zahra, idea, until)
    mine = zahra.get("/blokkades/").text
    assert "<title>(1) Blokkades" in mine
    assert "Een collega moet beslissen." in mine
    assert "/akkoord" not in mine
    assert "Dreigt &lt;b&gt;twee&lt;/b&gt; keer." in mine
    other = log_in(twan)
    assert f"/blokkades/{only(engine).id}/akkoord" in other.get("/blokkades/").text
    after = decide(other, only(engine), "akkoord")
    assert "De bewoner is geblokkeerd en krijgt bericht." in after
    assert "Bevestigd door Twan Tweede." in after
    assert only(engine).ends_on == until
    page = zahra.get(f"/initiatief/{idea.ref}").text
    assert "Deze bewoner is geblokkeerd" in page
    assert "bevestigde de blokkade" in page
    with transaction(engine) as session:
        assert len(session.scalars(select(OutMessage)).all()) == 1
    assert "De bewoner krijgt bericht." in decide(other, only(engine), "opheffen")


def test_ones_own_proposal_is_refused_also_without_the_button(
    engine: Engine, zahra: FlaskClient, idea: Initiative, today: date
) -> None:
    propose(zahra, idea, today + timedelta(days=14))
    assert "U stelde dit zelf voor." in decide(zahra, only(engine), "akkoord")
    assert only(engine).decided_at is None
    decide(zahra, only(engine), "opheffen")
    assert only(engine).closed_at is not None


def test_a_second_person_who_does_not_agree(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, twan: Staff, idea: Initiative, today: date
) -> None:
    propose(zahra, idea, today + timedelta(days=14))
    after = decide(log_in(twan), only(engine), "niet-akkoord")
    assert "De blokkade gaat niet door." in after
    assert "Niet akkoord op" in after
    form = {"csrf_token": token_of(zahra)}
    gone = zahra.post(f"/blokkades/{only(engine).id}/akkoord", data=form)
    assert gone.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("until", ["", "gisteren", "2020-01-01", "9999-12-31", "today", "too far"])
def test_a_wrong_day_loses_nothing(
    engine: Engine, zahra: FlaskClient, idea: Initiative, today: date, until: str
) -> None:
    days = {"today": str(today), "too far": str(today + timedelta(days=93))}
    page = propose(zahra, idea, days.get(until, until))
    assert 'id="until-error"' in page
    assert "Dreigt &lt;b&gt;twee&lt;/b&gt; keer." in page
    with transaction(engine) as session:
        assert session.scalars(select(Block)).all() == []


def test_without_an_explanation_or_with_a_made_up_reason(
    zahra: FlaskClient, idea: Initiative, today: date
) -> None:
    until = today + timedelta(days=14)
    assert 'id="words-error"' in propose(zahra, idea, until, words=" ")
    assert 'id="reason-error"' in propose(zahra, idea, until, reason="zomaar")


def test_twice_is_once(engine: Engine, zahra: FlaskClient, idea: Initiative, today: date) -> None:
    propose(zahra, idea, today + timedelta(days=14))
    again = propose(zahra, idea, today + timedelta(days=14))
    assert "al geblokkeerd" in again
    assert only(engine)


def test_the_page_asks_as_many_queries_for_one_as_for_thirty(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    def add(n: int) -> None:
        with transaction(engine) as session:
            for _ in range(n):
                row = Block(
                    resident_id=create_resident(session).id,
                    stadsdeel_id=cast.zuid.id,
                    reason=BlockReason.REPEATS,
                    words="Weer.",
                    ends_on=NOW.date() + timedelta(days=30),
                    proposed_by_id=cast.manager_zuid.id,
                    proposed_at=NOW,
                )
                session.add(row)

    def statements() -> int:
        with counted(engine) as asked:
            assert zahra.get("/blokkades/").status_code == HTTPStatus.OK
        return len(asked)

    add(1)
    zahra.get("/blokkades/")
    one = statements()
    add(30)
    assert statements() == one
