"""A resident without a chat: a colleague enters their idea, tells them, and writes down answers."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models.db import database_now, transaction
from models.initiatives import erasing, moderation
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision
from models.messages import by_hand
from models.people.residents import Channel, Resident
from models.people.staff import Staff, StaffEvent
from tests.builders import Cast
from tests.panel.conftest import LogIn, token_of

M = Moderation
TOLD = {
    "title": "Een bank bij de flat",
    "body": "Dan zit ik buiten.",
    "category": "ontmoeten",
    "wijk": "assendorp",
    "place": "Bij nummer 12",
    "name": "",
    "how": "brief",
    "contact": "Mevrouw Ria Bakker\r\nVeerallee 12",
    "language": "nl",
    "agreed": "ja",
}


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def post(browser: FlaskClient, url: str, **fields: str) -> TestResponse:
    return browser.post(url, data={"csrf_token": token_of(browser), **fields})


def entered(engine: Engine, browser: FlaskClient, cast: Cast, **other: str) -> Initiative:
    told = {**TOLD, "category": cast.category.slug, "wijk": cast.wijk_zuid.slug, **other}
    answer = post(browser, "/namens/nieuw", **told)
    assert answer.status_code == 303, answer.text
    with transaction(engine) as session:
        return session.scalars(select(Initiative).order_by(Initiative.id.desc()).limit(1)).one()


def letters(browser: FlaskClient) -> list[str]:
    return re.findall(r'action="(/namens/\d+)"', browser.get("/namens/").text)


def test_what_was_told_is_an_idea_like_any_other(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    idea = entered(engine, zahra, cast)
    assert (idea.status, idea.title) == (M.SUBMITTED, "Een bank bij de flat")
    assert idea.title in zahra.get("/queue/").text
    page = zahra.get(f"/initiatief/{idea.ref}").text
    assert "De indiener heeft geen chat" in page
    assert "Veerallee" not in page


def test_they_hear_by_letter_once_and_whoever_opens_it_is_logged(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    idea = entered(engine, zahra, cast)
    (letter,) = letters(zahra)
    assert "Veerallee" not in zahra.get("/namens/").text
    page = post(zahra, letter).text
    assert "Mevrouw Ria Bakker\nVeerallee 12" in page
    assert f"Het nummer is {idea.ref}." in page
    with transaction(engine) as session:
        read = session.scalars(select(StaffEvent).where(StaffEvent.act == "read contact")).one()
        assert read.by_id == cast.manager_zuid.id
    assert post(zahra, f"{letter}/verteld").status_code == 303
    assert letters(zahra) == []
    assert post(zahra, f"{letter}/verteld").status_code == 404


def test_a_question_is_told_without_buttons_and_its_answer_written_down(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    idea = entered(engine, zahra, cast, how="telefoon", contact="038 123 45 67")
    url = f"/namens/antwoord/{idea.ref}"
    assert "Wij vragen deze bewoner nu niets." in post(zahra, url, agree="ja").text
    form = f"/initiatief/{idea.ref}/vraag"
    look = {"told": "Hoe groot is de bank?", "version": str(idea.version)}
    shown = post(zahra, form, step="look", **look).text
    assert "Wilt u antwoorden? Bel ons en noem het nummer." in shown
    assert "Kies de knop" not in shown
    ask(engine, cast, idea)
    assert len(letters(zahra)) == 2
    assert post(zahra, url, words="").status_code == 422
    assert post(zahra, url, words="Voor drie mensen.").status_code == 303
    with transaction(engine) as session:
        again = session.get_one(Initiative, idea.id)
        assert (again.status, again.question) == (M.IN_PROGRESS, None)
    assert "Voor drie mensen." in zahra.get(f"/initiatief/{idea.ref}").text


def ask(engine: Engine, cast: Cast, idea: Initiative) -> None:
    with transaction(engine) as session:
        mine = session.get_one(Initiative, idea.id)
        staff = session.get_one(Staff, cast.manager_zuid.id)
        by = Decision(staff, mine.version, database_now(session), {"says": [{"words": "Hoe?"}]})
        moderation.ask(session, mine, by, "Hoe?")


def test_whoever_has_a_chat_answers_there(engine: Engine, zahra: FlaskClient, cast: Cast) -> None:
    from_chat = entered(engine, zahra, cast)
    with transaction(engine) as session:
        mine = session.get_one(Initiative, from_chat.id)
        mine.resident_id, mine.address_id = cast.resident.id, cast.address.id
    assert "geen chat" not in zahra.get(f"/initiatief/{from_chat.ref}").text
    answer = post(zahra, f"/namens/antwoord/{from_chat.ref}", agree="ja")
    assert answer.status_code == 409


@pytest.mark.parametrize("missing", ["title", "contact", "how", "agreed"])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    zahra: FlaskClient, cast: Cast, missing: str
) -> None:
    told = {**TOLD, "category": cast.category.slug, "wijk": cast.wijk_zuid.slug, missing: ""}
    told = {name: value for name, value in told.items() if value}
    answer = post(zahra, "/namens/nieuw", **told)
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text
    assert "Dan zit ik buiten." in answer.text


def test_the_sixth_that_waits_is_refused_with_all_that_was_typed(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    for _ in range(3):
        entered(engine, zahra, cast)
    told = {**TOLD, "category": cast.category.slug, "wijk": cast.wijk_zuid.slug}
    answer = post(zahra, "/namens/nieuw", **told)
    assert answer.status_code == 422
    assert "al genoeg ideeën" in answer.text
    assert "Veerallee 12" in answer.text


def test_another_stadsdeel_sees_nothing_of_it(
    engine: Engine, zahra: FlaskClient, cast: Cast, log_in: LogIn
) -> None:
    idea = entered(engine, zahra, cast)
    (letter,) = letters(zahra)
    noor = log_in(cast.manager_noord)
    assert letters(noor) == []
    assert post(noor, letter).status_code == 404
    assert noor.get(f"/namens/antwoord/{idea.ref}").status_code == 404
    told = {**TOLD, "category": cast.category.slug, "wijk": cast.wijk_zuid.slug}
    assert post(noor, "/namens/nieuw", **told).status_code == 422


def test_erasing_them_takes_the_letter_and_the_address(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    idea = entered(engine, zahra, cast)
    with transaction(engine) as session:
        now = database_now(session)
        resident = session.get_one(Resident, idea.resident_id)
        erasing.erase(session, resident, now)
    with transaction(engine) as session:
        staff = session.get_one(Staff, cast.manager_zuid.id)
        left = by_hand.waiting(session, staff)
        assert [one.contact for one in left if one.channel is Channel.LETTER] == []
