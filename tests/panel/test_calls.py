"""Who is to be called, as colleagues see it; and what the bot did not understand."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import transaction
from models.messages.missed import note
from models.messages.outbox import OutMessage
from models.people.calls import CallRequest
from models.people.staff import RoleName, StaffEvent
from tests.builders import NOW, Cast, create_call, create_staff
from tests.panel.conftest import LogIn, token_of


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def call_id(engine: Engine, cast: Cast) -> int:
    with transaction(engine) as session:
        return create_call(session, cast.wijk_zuid).id


def post(browser: FlaskClient, call_id: int, act: str) -> int:
    form = {"csrf_token": token_of(browser), "act": act}
    return browser.post(f"/terugbellen/{call_id}", data=form).status_code


def test_a_colleague_calls_and_the_number_goes(
    engine: Engine, zahra: FlaskClient, call_id: int
) -> None:
    page = zahra.get("/terugbellen/").text
    assert "<title>(1) Terugbellen" in page
    assert "0612345678" not in page
    shown = zahra.post(f"/terugbellen/{call_id}/nummer", data={"csrf_token": token_of(zahra)})
    assert 'href="tel:0612345678"' in shown.text
    with transaction(engine) as session:
        read = select(StaffEvent.subject).where(StaffEvent.act == "phone read")
        assert session.scalars(read).all() == [f"call {call_id}"]
    assert post(zahra, call_id, "done") == HTTPStatus.SEE_OTHER
    after = zahra.get("/terugbellen/").text
    assert "Het nummer is gewist." in after
    assert "0612345678" not in after
    with transaction(engine) as session:
        assert not session.scalars(select(CallRequest)).all()


def test_nobody_picked_up(engine: Engine, zahra: FlaskClient, call_id: int) -> None:
    assert post(zahra, call_id, "tried") == HTTPStatus.SEE_OTHER
    assert "1 keer niet bereikt" in zahra.get("/terugbellen/").text
    with transaction(engine) as session:
        body = session.scalars(select(OutMessage.body)).one()
    assert body is not None
    assert body["says"][0]["key"] == "call.no_answer"


def test_a_colleague_was_first(zahra: FlaskClient, call_id: int) -> None:
    post(zahra, call_id, "done")
    assert post(zahra, call_id, "done") == HTTPStatus.SEE_OTHER
    assert "Dit verzoek is er niet meer." in zahra.get("/terugbellen/").text


@pytest.mark.parametrize(("number", "act"), [(None, "burn"), (2**70, "done")])
def test_nonsense_is_not_found(
    zahra: FlaskClient, call_id: int, number: int | None, act: str
) -> None:
    assert post(zahra, number or call_id, act) == HTTPStatus.NOT_FOUND


def test_the_wijkmanager_of_noord_sees_and_does_nothing(
    log_in: LogIn, cast: Cast, call_id: int
) -> None:
    noor = log_in(cast.manager_noord)
    assert "0612345678" not in noor.get("/terugbellen/").text
    assert post(noor, call_id, "done") == HTTPStatus.NOT_FOUND


def test_editors_read_what_was_not_understood(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    with transaction(engine) as session:
        editor = create_staff(session, "Ed", RoleName.REDACTEUR)
        for words in ("blub <b>", "blub <b>", "hm"):
            note(session, words, NOW.date())
    page = log_in(editor).get("/beheer/niet-begrepen/").text
    assert page.index("blub &lt;b&gt;") < page.index("hm")
    assert "Niet begrepen" in log_in(editor).get("/beheer/").text


def test_who_runs_the_system_reads_no_words_of_residents(
    engine: Engine, log_in: LogIn, zahra: FlaskClient
) -> None:
    with transaction(engine) as session:
        runs = create_staff(session, "Bea", RoleName.BEHEERDER)
    assert log_in(runs).get("/beheer/niet-begrepen/").status_code == HTTPStatus.FORBIDDEN
    assert zahra.get("/beheer/niet-begrepen/").status_code == HTTPStatus.FORBIDDEN
