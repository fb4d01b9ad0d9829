"""What residents ask after a decision, as colleagues see it: second looks and changed texts."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import database_now, transaction
from models.initiatives import changing, moderation, second_look
from models.initiatives.changing import NewText
from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision
from models.initiatives.places import NewPlace
from models.people.staff import RoleName, Staff
from tests.acts import texts_queued
from tests.builders import Cast, create_initiative, create_staff
from tests.panel.acting import carry_out, open_form, preview_of
from tests.panel.conftest import LogIn

M = Moderation


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def coordinator(engine: Engine, cast: Cast) -> Staff:
    with transaction(engine) as session:
        return create_staff(session, "Coor de Vries", RoleName.COORDINATOR)


def an_idea(engine: Engine, cast: Cast, act: str) -> Initiative:
    """An idea of Zuid on which its wijkmanager decided, and about which its author asks."""
    with transaction(engine) as session:
        now = database_now(session)
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
        by = Decision(session.merge(cast.manager_zuid), idea.version, now)
        if act == "look":
            moderation.decline(session, idea, by, "Te duur.")
            second_look.ask_again(session, cast.resident.id, idea.ref, "Er is <b>geld</b>.", now)
        else:
            moderation.place(session, idea, by)
            place = NewPlace(PlaceKind.STREET, "Bij de brug")
            new = NewText("Een <b>houten</b> bank", place=place)
            changing.change(session, cast.resident.id, idea.ref, new, now)
        return idea


def now_of(engine: Engine, idea: Initiative) -> Initiative:
    with transaction(engine) as session:
        return session.get_one(Initiative, idea.id)


def told(engine: Engine) -> str:
    with transaction(engine) as session:
        return texts_queued(session)[-1]


def test_the_coordinator_has_a_heap_of_second_looks(
    engine: Engine, cast: Cast, log_in: LogIn, coordinator: Staff, zahra: FlaskClient
) -> None:
    idea = an_idea(engine, cast, "look")
    page = log_in(coordinator).get("/queue/?tab=opnieuw-bekijken").text
    assert "<title>(1) Opnieuw bekijken" in page
    assert idea.ref in page
    assert "Opnieuw bekijken" not in zahra.get("/queue/").text


def test_the_coordinator_turns_it_back_and_the_resident_hears_why(
    engine: Engine, cast: Cast, log_in: LogIn, coordinator: Staff
) -> None:
    idea, browser = an_idea(engine, cast, "look"), log_in(coordinator)
    page = browser.get(f"/initiatief/{idea.ref}").text
    assert "vraagt een tweede blik" in page
    assert "Er is &lt;b&gt;geld&lt;/b&gt;." in page
    form = open_form(browser, f"/initiatief/{idea.ref}/opnieuw-bekijken")
    seen = preview_of(form.post("look", told="Er is geld over.").text)
    assert form.post("send", told="Er is geld over.").status_code == 303
    assert told(engine) == "\n\n".join(seen)
    assert "Wij beslissen opnieuw." in told(engine)
    assert now_of(engine, idea).status is M.IN_PROGRESS


def test_or_lets_it_stand(engine: Engine, cast: Cast, log_in: LogIn, coordinator: Staff) -> None:
    idea, browser = an_idea(engine, cast, "look"), log_in(coordinator)
    url = f"/initiatief/{idea.ref}/besluit-blijft"
    assert open_form(browser, url).post("look", told="").status_code == 422
    assert carry_out(browser, url, told="Het blijft te duur.").status_code == 303
    assert "geen bezwaar" in told(engine)
    assert now_of(engine, idea).status is M.DECLINED
    assert carry_out(browser, url, told="Nog eens.").status_code == 409


def test_a_wijkmanager_takes_no_second_look(engine: Engine, cast: Cast, zahra: FlaskClient) -> None:
    idea = an_idea(engine, cast, "look")
    for act in ("opnieuw-bekijken", "besluit-blijft"):
        assert zahra.get(f"/initiatief/{idea.ref}/{act}").status_code == 404


def test_the_first_decision_offers_a_second_look_and_the_second_does_not(
    engine: Engine, cast: Cast, zahra: FlaskClient, log_in: LogIn, coordinator: Staff
) -> None:
    with transaction(engine) as session:
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    url = f"/initiatief/{idea.ref}/niet-plaatsen"
    carry_out(zahra, url, told="Te duur.")
    assert "Dat is geen bezwaar." in told(engine)
    carry_out(log_in(coordinator), f"/initiatief/{idea.ref}/opnieuw-bekijken", told="Toch.")
    carry_out(zahra, url, told="Nog steeds.")
    assert "keek al een tweede keer" in told(engine)


def test_both_versions_stand_beside_each_other(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    idea = an_idea(engine, cast, "change")
    assert idea.ref in zahra.get("/queue/?tab=wijzigingen").text
    for url in (f"/initiatief/{idea.ref}", f"/initiatief/{idea.ref}/wijziging-plaatsen"):
        page = zahra.get(url).text
        assert "Een &lt;b&gt;houten&lt;/b&gt; bank" in page
        assert "Bij de brug" in page
        assert "Een bankje bij de speeltuin" in page


def test_the_new_text_is_placed_and_told(engine: Engine, cast: Cast, zahra: FlaskClient) -> None:
    idea = an_idea(engine, cast, "change")
    answer = carry_out(zahra, f"/initiatief/{idea.ref}/wijziging-plaatsen", told="")
    assert answer.status_code == 303
    assert now_of(engine, idea).public_title == "Een <b>houten</b> bank"
    assert "Uw wijziging staat nu op de website." in told(engine)


def test_or_it_is_not_and_the_resident_reads_why(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    idea = an_idea(engine, cast, "change")
    url = f"/initiatief/{idea.ref}/wijziging-niet-plaatsen"
    assert carry_out(zahra, url, told="Er staat een naam in.").status_code == 303
    assert now_of(engine, idea).public_title == "Een bankje bij de speeltuin"
    assert "Er staat een naam in." in told(engine)
    assert "Wat de bewoner wil" not in zahra.get(f"/initiatief/{idea.ref}").text


def test_the_term_of_a_question_stands_with_it(
    engine: Engine, cast: Cast, zahra: FlaskClient
) -> None:
    with transaction(engine) as session:
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    carry_out(zahra, f"/initiatief/{idea.ref}/vraag", told="Hoe breed?")
    assert "Dat kan nog 14 dagen." in told(engine)
    assert "antwoord uiterlijk" in zahra.get(f"/initiatief/{idea.ref}").text
