"""The overview in the panel and the promises on the site: the same figures, for two readers."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import database_now, transaction
from models.initiatives import moderation
from models.initiatives.moderation import Decision
from models.people.staff import Staff
from tests.builders import Cast, create_initiative
from tests.panel.conftest import LogIn
from tests.statements import counted


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def answered_ideas(engine: Engine, cast: Cast, number: int) -> None:
    """So many ideas of three weeks ago, each answered within the hour."""
    with transaction(engine) as session:
        came = database_now(session) - timedelta(days=21)
        manager = session.get_one(Staff, cast.manager_zuid.id)
        for _ in range(number):
            idea = create_initiative(session, cast.wijk_zuid, submitted_at=came)
            by = Decision(manager, idea.version, came + timedelta(hours=1))
            moderation.decline(session, idea, by, "Dat kan niet.")


def test_it_says_what_it_finds_and_shows_the_numbers(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    answered_ideas(engine, cast, 3)
    page = zahra.get("/overzicht/").text
    assert "In deze weken kwamen er 3 bijdragen binnen." in page
    assert "De helft hoorde iets binnen 1 werkdag." in page
    assert "De meeste bijdragen staan nu op: niet geplaatst." in page
    assert "De meeste keren was de reden: Een andere reden." in page
    assert "Nu zijn er 2 opgaven zonder initiatief en 0 initiatieven zonder opgave." in page
    assert "Niemand stopte halverwege een idee." in page
    assert "In deze weken is nog niets beantwoord." in zahra.get(_noord(cast)).text


def test_each_part_is_a_file_for_a_spreadsheet(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    answered_ideas(engine, cast, 3)
    answer = zahra.get("/overzicht/beantwoord.csv")
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="overzicht-beantwoord.csv"'
    )
    heads, city, *_ = answer.text.removeprefix("\ufeff").splitlines()
    assert heads == "Waar;Binnengekomen;Beantwoord;Helft beantwoord binnen;Te laat"
    assert city == "Hele stad;3;3;1 werkdag;0%"
    assert zahra.get("/overzicht/anders.csv").status_code == 404


@pytest.mark.parametrize("odd", ["?weken=999", "?weken=x&stadsdeel=-1", "?stadsdeel=99999999999"])
def test_an_odd_address_shows_four_weeks_of_the_city(zahra: FlaskClient, odd: str) -> None:
    page = zahra.get(f"/overzicht/{odd}")
    assert page.status_code == 200
    assert "Wat kwam er binnen" in page.text


def test_more_contributions_take_no_more_queries(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    answered_ideas(engine, cast, 1)
    with counted(engine) as few:
        zahra.get("/overzicht/")
    answered_ideas(engine, cast, 20)
    with counted(engine) as many:
        zahra.get("/overzicht/")
    assert len(many) == len(few)


def test_the_public_reads_whether_we_keep_our_term(
    engine: Engine, visitor: FlaskClient, cast: Cast
) -> None:
    assert "nog te weinig" in visitor.get("/beloften").text
    answered_ideas(engine, cast, 12)
    page = visitor.get("/beloften?nu").text
    assert "Wij antwoorden binnen 5 werkdagen." in page
    assert "De helft kreeg antwoord binnen 1 werkdag. Op tijd was 100%." in page
    assert "Half had an answer within 1 working day." in visitor.get("/beloften?taal=en").text


def _noord(cast: Cast) -> str:
    return f"/overzicht/?stadsdeel={cast.noord.id}"
