"""A wijkmanager sees what in a text points at a person, and is asked before it is placed."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.plan.areas import AreaKind
from tests.builders import Cast, create_area, create_initiative
from tests.panel.acting import open_form
from tests.panel.conftest import LogIn

BODY = "Bel <b>mij</b> op 06-12345678. De buren doen mee."


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def made(engine: Engine, cast: Cast, body: str, title: str = "Een bankje") -> str:
    with transaction(engine) as session:
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        idea.title, idea.body = title, body
        return idea.ref


def status(engine: Engine, ref: str) -> Moderation:
    with transaction(engine) as session:
        return session.query(Initiative).filter_by(ref=ref).one().status


def test_what_was_found_is_marked_in_the_text(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    page = zahra.get(f"/initiatief/{made(engine, cast, BODY)}").text
    assert '<mark class="wb-found">06-12345678</mark>' in page
    assert "Bel &lt;b&gt;mij&lt;/b&gt; op " in page
    assert "Haal het telefoonnummer weg." in page


def test_a_clean_text_has_no_warnings(engine: Engine, cast: Cast, zahra: FlaskClient) -> None:
    page = zahra.get(f"/initiatief/{made(engine, cast, 'Wij willen een bankje.')}").text
    assert 'id="warnings"' not in page


def test_placing_asks_whether_one_looked_and_is_no_wall(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    ref = made(engine, cast, BODY)
    form = open_form(zahra, f"/initiatief/{ref}/plaatsen")
    refused = form.post("look", told="Wat leuk")
    assert refused.status_code == 422
    assert "Vink aan dat u heeft gekeken." in refused.text
    assert "telefoonnummer" in refused.text
    assert "Wat leuk" in refused.text
    assert form.post("look", checked="ja").status_code == 200
    assert form.post("send", checked="ja").status_code == 303


def test_a_clean_text_is_placed_without_the_question(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    form = open_form(zahra, f"/initiatief/{made(engine, cast, 'Wij doen het.')}/plaatsen")
    answer = form.post("look")
    assert answer.status_code == 200
    assert 'name="checked"' not in answer.text


def test_a_changed_text_is_looked_through_as_it_was_typed(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    ref = made(engine, cast, BODY)
    form = open_form(zahra, f"/initiatief/{ref}/andere-tekst")
    assert form.post("look", title="Een bankje", body="Wij doen het.").status_code == 200
    refused = form.post("look", title="Mail jan@voorbeeld.nl", body="Wij doen het.")
    assert refused.status_code == 422
    assert "mailadres" in refused.text
    assert status(engine, ref) is Moderation.SUBMITTED


def test_another_wijk_in_the_text_is_told(engine: Engine, cast: Cast, zahra: FlaskClient) -> None:
    with transaction(engine) as session:
        other = create_area(session, AreaKind.WIJK, "Verweghoek", stadsdeel=cast.noord)
        create_area(session, AreaKind.BUURT, "Achterom", stadsdeel=cast.noord, wijk=other)
    own = cast.wijk_zuid.name
    told = "De tekst noemt Verweghoek."
    assert told in zahra.get(f"/initiatief/{made(engine, cast, 'Iets in verweghoek.')}").text
    both = f"Tussen {own} en Verweghoek."
    assert told not in zahra.get(f"/initiatief/{made(engine, cast, both)}").text
    street = "Aan de Verweghoekstraat."
    assert told not in zahra.get(f"/initiatief/{made(engine, cast, street)}").text
