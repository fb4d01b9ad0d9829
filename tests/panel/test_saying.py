"""What residents say reaches staff: reactions, what matters, and whether they recognise it."""

import html

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models.asking import recognising
from models.asking.recognising import Recognised
from models.db import transaction
from models.initiatives.contributions import Contribution, Matter, Reaction
from models.initiatives.speaking_up import Concern, react, say_matters
from models.messages.outbox import OutMessage
from models.people.staff import RoleName
from tests.asking import read_out
from tests.builders import NOW, Cast, create_staff
from tests.panel.acting import carry_out, open_form
from tests.panel.conftest import LogIn, token_of
from tests.saying import answers, propose

WORDS = "Er is voor <meisjes> te weinig."


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def reaction(engine: Engine, cast: Cast) -> Reaction:
    with transaction(engine) as session:
        who, chat = session.merge(cast.resident), session.merge(cast.address)
        return react(session, cast.plan_zuid.opgave.slug, WORDS, who, chat, NOW)


@pytest.fixture
def matter(engine: Engine, cast: Cast) -> Matter:
    with transaction(engine) as session:
        who, chat = session.merge(cast.resident), session.merge(cast.address)
        concern = Concern("Scheve stoepen", "assendorp", "cohesie", "Bij de kerk")
        return say_matters(session, concern, who, chat, NOW)


def act(browser: FlaskClient, one: Contribution, name: str, **fields: str) -> int:
    return carry_out(browser, f"/initiatief/{one.ref}/{name}", **fields).status_code


def test_the_queue_names_what_it_is(zahra: FlaskClient, reaction: Reaction, matter: Matter) -> None:
    page = zahra.get("/queue").text
    assert ">reactie</span>" in page
    assert ">belangrijk in de wijk</span>" in page
    only = zahra.get("/queue?soort=belangrijk").text
    assert matter.ref in only
    assert reaction.ref not in only


def test_a_placed_reaction_stands_with_its_opgave_without_a_name(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, cast: Cast, reaction: Reaction
) -> None:
    address = f"/opgave/{cast.plan_zuid.opgave.slug}"
    assert "meisjes" not in visitor.get(address).text
    form = open_form(zahra, f"/initiatief/{reaction.ref}/plaatsen")
    assert "zonder naam" in form.post("look").text
    assert act(zahra, reaction, "plaatsen") == 303
    page = visitor.get(address).text
    assert html.escape(WORDS) in page
    assert "Wat bewoners hierover zeggen" in page
    assert visitor.get(f"/initiatief/{reaction.ref}").status_code == 404
    assert f'href="{address}"' in zahra.get(f"/initiatief/{reaction.ref}").text
    with transaction(engine) as session:
        heard = read_out(session.scalars(select(OutMessage)).one().body)
    assert "Wij zetten uw reactie op de website, zonder uw naam." in heard
    assert act(zahra, reaction, "verbergen", told="Dubbel.") == 303
    assert "meisjes" not in visitor.get(address).text


def test_what_matters_comes_on_the_list_and_its_writer_hears_where_it_went(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, cast: Cast, matter: Matter
) -> None:
    assert "Scheve stoepen" not in zahra.get("/belangrijk").text
    assert act(zahra, matter, "plaatsen") == 303
    subject = f"{cast.plan_zuid.opgave.id}:"
    assert act(zahra, matter, "koppelen", subject=subject, weight="2") == 303
    page = zahra.get("/belangrijk").text
    for words in ("Scheve stoepen", "Sociale cohesie", "Assendorp", "Bij de kerk"):
        assert words in page
    assert f"Gekoppeld aan: {cast.plan_zuid.opgave.title}" in page
    detail = zahra.get(f"/initiatief/{matter.ref}").text
    assert "Op de lijst" in detail
    assert f'href="/initiatief/{matter.ref}"' not in detail
    with transaction(engine) as session:
        messages = session.scalars(select(OutMessage).order_by(OutMessage.id)).all()
        placed, linked = (read_out(row.body) for row in messages)
        editor = create_staff(session, "Rita", RoleName.REDACTEUR)
    assert "op de lijst voor de plannen van de volgende jaren" in placed
    assert f"Uw bericht hoort nu bij iets wat belangrijk is in de wijk: {_title(cast)}" in linked
    rita = log_in(editor).get("/belangrijk").text
    assert "Scheve stoepen" in rita
    assert f"/initiatief/{matter.ref}" not in rita
    assert "Scheve stoepen" not in log_in(cast.manager_noord).get("/belangrijk").text


def _title(cast: Cast) -> str:
    return cast.plan_zuid.opgave.title


def test_staff_see_whether_residents_recognise_it(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, log_in: LogIn, cast: Cast
) -> None:
    with transaction(engine) as session:
        opgave = propose(session, cast.plan_zuid.opgave)
        [chat, *_] = answers(session, opgave, cast.wijk_zuid, Recognised.NO, 9)
        recognising.explain(session, opgave.slug, WORDS, chat)
    address = f"/voorgelegd/{opgave.slug}"
    assert address in zahra.get("/voorgelegd").text
    few = zahra.get(address).text
    assert "Minder dan 10 bewoners" in few
    assert html.escape(WORDS) in few
    assert ">9<" not in few
    with transaction(engine) as session:
        answers(session, opgave, cast.wijk_zuid, Recognised.YES)
    enough = zahra.get(address).text
    assert ">9<" in enough
    assert log_in(cast.manager_noord).get(address).status_code == 404
    assert "Dit ligt nog niet vast" in visitor.get(f"/opgave/{opgave.slug}").text
    # Whoever may only read sees no button, and another stadsdeel no page.
    assert "Stel deze opgave vast" in enough
    assert _adopt(log_in(cast.manager_noord), address).status_code == 404
    assert "Vink eerst aan" in _adopt(zahra, address, read="").text
    assert "10 chats krijgen dit bericht" in _adopt(zahra, address).text
    assert "lag niet meer voor" in _adopt(zahra, address).text
    assert "Stel deze opgave vast" not in zahra.get(address).text
    assert "Dit ligt nog niet vast" not in visitor.get(f"/opgave/{opgave.slug}").text


def _adopt(browser: FlaskClient, address: str, read: str = "ja") -> TestResponse:
    form = {"csrf_token": token_of(browser), "gelezen": read}
    return browser.post(f"{address}/vaststellen", data=form, follow_redirects=True)
