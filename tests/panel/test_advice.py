"""Advice: a colleague is asked by name, somebody outside by a link that shows nobody."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update

from models.db import transaction
from models.desk import advising
from models.desk.advice import AdviceRequest
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase
from models.messages.mail import Mail
from models.people.residents import Resident
from models.people.staff import RoleName, Staff
from tests.acts import history
from tests.builders import NOW, Cast, create_initiative, create_staff
from tests.panel.conftest import LogIn, token_of


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        made = create_initiative(
            session, cast.wijk_zuid, cast.resident, cast.address, body="Bel Jan op 06-12345678."
        )
        made.name = "Ria Bewoonster"
        return made


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def kees(engine: Engine, cast: Cast) -> Staff:
    """The wijkmedewerker of Zuid."""
    with transaction(engine) as session:
        return create_staff(session, "kees@zwolle.example", RoleName.WIJKMEDEWERKER, cast.zuid)


def ask(browser: FlaskClient, idea: Initiative, **fields: str) -> str:
    answer = browser.post(
        f"/advies/vraag/{idea.ref}",
        data={"csrf_token": token_of(browser), "colleague": "", "email": "", **fields},
    )
    assert answer.status_code in (200, 303), answer.text
    return answer.text


def link_of(page: str) -> str:
    found = re.search(r'value="[^"]*(/advies/[^"]+)"', page)
    assert found
    return html.unescape(found[1])


def test_a_colleague_is_asked_and_answers_once(
    engine: Engine, idea: Initiative, zahra: FlaskClient, kees: Staff, log_in: LogIn
) -> None:
    ask(zahra, idea, colleague=str(kees.id), question="Ligt hier een kabel?")
    browser = log_in(kees)
    page = browser.get("/advies/").text
    assert idea.ref in page
    with transaction(engine) as session:
        advice_id = session.scalars(select(AdviceRequest.id)).one()
        mail = session.scalars(select(Mail)).one()
        assert (mail.recipient, idea.title in (mail.body or "")) == (kees.email, False)
    url, token = f"/advies/{advice_id}", {"csrf_token": token_of(browser)}
    assert browser.post(url, data={**token, "answer": ""}).status_code == 422
    assert browser.post(url, data={**token, "answer": "Ja, één."}).status_code == 303
    assert browser.post(url, data={**token, "answer": "Nog eens"}).status_code == 404
    assert "Ja, één." in zahra.get(f"/initiatief/{idea.ref}").text
    with transaction(engine) as session:
        last = history(session, idea)[-1]
        assert (last.act, last.staff_id) == ("advice_given", kees.id)


def test_only_who_may_write_there_can_be_asked(
    engine: Engine, cast: Cast, idea: Initiative, zahra: FlaskClient, log_in: LogIn
) -> None:
    token = {"csrf_token": token_of(zahra), "email": "", "question": "Wat vindt u?"}
    other = {**token, "colleague": str(cast.manager_noord.id)}
    assert zahra.post(f"/advies/vraag/{idea.ref}", data=other).status_code == 422
    neither = {**token, "colleague": ""}
    assert zahra.post(f"/advies/vraag/{idea.ref}", data=neither).status_code == 422
    noord = log_in(cast.manager_noord)
    assert noord.get(f"/advies/vraag/{idea.ref}").status_code == 404


def test_a_link_shows_the_text_without_who_and_is_answered_once(
    engine: Engine, idea: Initiative, zahra: FlaskClient, visitor: FlaskClient
) -> None:
    page = ask(zahra, idea, email="boom@expert.example", question="Kan een boom hier?")
    link = link_of(page)
    shown = visitor.get(link)
    assert shown.status_code == 200
    assert "Kan een boom hier?" in shown.text
    assert "Bel Jan op [telefoonnummer]." in shown.text
    for hidden in ("06-12345678", "Ria Bewoonster", idea.ref):
        assert hidden not in shown.text
    assert visitor.post(link, data={"tekst": " "}).status_code == 422
    assert visitor.post(link, data={"tekst": "<b>Ja</b>"}).status_code == 200
    assert visitor.get(link).status_code == visitor.post(link, data={"tekst": "x"}).status_code
    assert visitor.get(link).status_code == 404
    answered = zahra.get(f"/initiatief/{idea.ref}").text
    assert "&lt;b&gt;Ja&lt;/b&gt;" in answered


def test_a_link_ends_by_itself(
    engine: Engine, idea: Initiative, zahra: FlaskClient, visitor: FlaskClient
) -> None:
    link = link_of(ask(zahra, idea, email="boom@expert.example", question="Kan dit?"))
    assert visitor.get("/advies/verzonnen").status_code == 404
    with transaction(engine) as session:
        session.execute(update(AdviceRequest).values(expires_at=NOW - timedelta(days=9000)))
    assert visitor.get(link).status_code == 404
    assert visitor.post(link, data={"tekst": "Ja"}).status_code == 404


def test_nobody_asks_outside_without_end(
    engine: Engine, idea: Initiative, zahra: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advising, "A_DAY", 1)
    ask(zahra, idea, email="een@expert.example", question="Kan dit?")
    fields = {"csrf_token": token_of(zahra), "colleague": "", "email": "b@c.example"}
    again = zahra.post(f"/advies/vraag/{idea.ref}", data={**fields, "question": "En dit?"})
    assert again.status_code == 422
    assert "En dit?" in again.text


def test_erasing_takes_the_advice_along(
    engine: Engine, cast: Cast, idea: Initiative, zahra: FlaskClient, kees: Staff
) -> None:
    ask(zahra, idea, colleague=str(kees.id), question="Kan dit?")
    with transaction(engine) as session:
        erase(session, session.get_one(Resident, cast.resident.id), NOW)
        assert session.scalars(select(AdviceRequest)).all() == []
