"""A wijkmanager works on a plan: sees what was said, answers, and gives the turn back."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Realisation
from models.initiatives.place_plan_reading import Standing, read
from models.initiatives.place_planning import fill_in, hand_in
from models.people.residents import Resident
from models.people.staff import RoleName
from tests.acts import texts_queued
from tests.builders import NOW, Cast, create_staff, later
from tests.models.test_place_plan import create_table
from tests.panel.acting import carry_out, open_form, preview_of
from tests.panel.conftest import LogIn, token_of
from tests.statements import counted

NASTY = "<script>alert(1)</script> &amp; _*[ \u202e"


@pytest.fixture
def table(engine: Engine, cast: Cast) -> Initiative:
    """A picnic table in Zuid that can be, with a plan that its owner began."""
    with transaction(engine) as session:
        made = create_table(session, cast, title="Een picknicktafel")
        fill_in(session, cast.resident.id, made.ref, "meedoen", f"Vier buren {NASTY}", NOW)
        return made


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def standing(engine: Engine, table: Initiative, key: str) -> tuple[Standing, str, str]:
    with transaction(engine) as session:
        seen = read(session, session.get_one(Initiative, table.id))
        one = seen.find(key) if seen else None
        assert one is not None
        return one.standing, one.answer, one.note


def at(table: Initiative, key: str) -> str:
    return f"/plannen/{table.ref}/{key}"


def messages(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return texts_queued(session)


def test_the_page_of_the_idea_shows_the_plan(zahra: FlaskClient, table: Initiative) -> None:
    page = zahra.get(f"/initiatief/{table.ref}").text
    assert "Plan voor de plek" in page
    assert "Vier buren &lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "wijkmanager aan zet" in page
    assert f'href="{at(table, "grond")}"' in page


def test_an_answer_goes_as_it_was_seen(
    engine: Engine, zahra: FlaskClient, table: Initiative
) -> None:
    form = open_form(zahra, at(table, "grond"))
    told = {"answer": f"Het mag. {NASTY}", "to": "klaar", "note": ""}
    looked = form.post("look", **told)
    assert preview_of(looked.text)[1:3] == ["De wijkmanager vulde dit in:", told["answer"]]
    assert messages(engine) == []
    sent = form.post("send", **told)
    assert (sent.status_code, sent.location) == (303, f"/initiatief/{table.ref}#plan")
    assert standing(engine, table, "grond") == (Standing.DONE, told["answer"], "")
    assert messages(engine) == ["\n\n".join(preview_of(looked.text))]
    page = zahra.get(f"/initiatief/{table.ref}").text
    assert "Zahra Zuid, " in page
    assert "werkte aan het plan" in page


def test_the_turn_goes_back_with_a_note(
    engine: Engine, zahra: FlaskClient, table: Initiative
) -> None:
    missing = open_form(zahra, at(table, "meedoen")).post("look", to="bewoner", note=" ")
    assert missing.status_code == 422
    assert "Schrijf wat u van de bewoner vraagt." in missing.text
    carry_out(zahra, at(table, "meedoen"), to="bewoner", note="Wie is de vierde?")
    assert standing(engine, table, "meedoen")[::2] == (Standing.RESIDENT, "Wie is de vierde?")
    assert "U bent nu aan zet." in messages(engine)[0]


def test_a_step_of_the_owner_has_no_field_for_an_answer(
    engine: Engine, zahra: FlaskClient, table: Initiative
) -> None:
    assert 'name="answer"' not in zahra.get(at(table, "meedoen")).text
    carry_out(zahra, at(table, "meedoen"), to="partner", note="", answer="Ik weet het beter")
    assert standing(engine, table, "meedoen")[1].startswith("Vier buren")


def test_done_needs_an_answer_and_what_was_typed_stays(
    zahra: FlaskClient, table: Initiative
) -> None:
    refused = open_form(zahra, at(table, "grond")).post("look", to="klaar", note="Hoi")
    assert refused.status_code == 422
    assert "Vul een antwoord in" in refused.text
    assert "Hoi</textarea>" in refused.text
    assert open_form(zahra, at(table, "grond")).post("look", to="wie?").status_code == 422


def test_who_looked_at_an_older_plan_loses_nothing(
    engine: Engine, zahra: FlaskClient, table: Initiative, cast: Cast
) -> None:
    form = open_form(zahra, at(table, "grond"))
    with transaction(engine) as session:
        fill_in(session, cast.resident.id, table.ref, "meedoen", "Vijf buren", later(hours=1))
    late = form.post("look", answer="Het mag.", to="klaar")
    assert late.status_code == 409
    assert "Het plan is intussen gewijzigd." in late.text
    assert "Het mag.</textarea>" in late.text
    assert form.post("look", answer="Het mag.", to="klaar").status_code == 200


def test_where_nobody_can_be_reached_it_is_saved_silently(
    engine: Engine, zahra: FlaskClient, table: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        session.get_one(Resident, cast.resident.id).muted = True
    form = open_form(zahra, at(table, "grond"))
    assert "Er gaat geen bericht uit." in form.post("look", answer="Het mag.", to="klaar").text
    assert form.post("send", answer="Het mag.", to="klaar").status_code == 303
    assert messages(engine) == []
    assert standing(engine, table, "grond")[0] is Standing.DONE


def test_what_is_stopped_is_only_read(
    engine: Engine, zahra: FlaskClient, table: Initiative
) -> None:
    with transaction(engine) as session:
        session.get_one(Initiative, table.id).realisation = Realisation.STOPPED
    assert zahra.get(at(table, "grond")).status_code == 404
    page = zahra.get(f"/initiatief/{table.ref}").text
    assert "Dit plan is alleen nog te lezen." in page
    assert at(table, "grond") not in page
    assert table.ref not in zahra.get("/plannen").text


def test_the_list_says_whose_turn_it_is(
    engine: Engine, zahra: FlaskClient, table: Initiative, cast: Cast, log_in: LogIn
) -> None:
    page = zahra.get("/plannen").text
    assert "<title>(1) Plannen" in page
    for said in (table.ref, "1 stap bij u", "1 stap bij een partner", "1 stap bij de bewoner"):
        assert said in page
    assert "ingeleverd" not in page
    with transaction(engine) as session:
        hand_in(session, cast.resident.id, table.ref, later(hours=1))
    assert "ingeleverd" in zahra.get("/plannen").text
    assert "De bewoner leverde het plan in op" in zahra.get(f"/initiatief/{table.ref}").text
    assert table.ref not in log_in(cast.manager_noord).get("/plannen").text


def statements(engine: Engine, browser: FlaskClient, path: str) -> int:
    with counted(engine) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_more_plans_take_no_more_queries(
    engine: Engine, zahra: FlaskClient, table: Initiative, cast: Cast
) -> None:
    before = statements(engine, zahra, "/plannen")
    with transaction(engine) as session:
        for _ in range(4):
            more = create_table(session, cast)
            for key in ("meedoen", "opgave"):
                fill_in(session, cast.resident.id, more.ref, key, "Vier buren", NOW)
    assert statements(engine, zahra, "/plannen") == before


def test_a_reader_reads_and_gets_the_file_but_changes_nothing(
    engine: Engine, log_in: LogIn, cast: Cast, table: Initiative
) -> None:
    with transaction(engine) as session:
        reader = create_staff(session, "Mees Lezer", RoleName.MEELEZER, cast.zuid)
    mees = log_in(reader)
    assert at(table, "grond") not in mees.get(f"/initiatief/{table.ref}").text
    assert mees.get(at(table, "grond")).status_code in (403, 404)
    answer = mees.get(f"/plannen/bestand/{table.ref}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="plan-{table.ref}.pdf"'
    assert "Vier buren" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    noor = log_in(cast.manager_noord)
    assert noor.get(f"/plannen/bestand/{table.ref}").status_code == 404
    for form in (
        {},
        {"csrf_token": token_of(noor), "to": "klaar", "answer": "Nee", "version": "1"},
    ):
        assert noor.open(at(table, "grond"), method="POST", data=form).status_code in (400, 404)


def test_a_plan_that_was_handed_in_is_read_off_the_queue(
    engine: Engine, cast: Cast, zahra: FlaskClient, log_in: LogIn, table: Initiative
) -> None:
    assert "Ingeleverde plannen" not in zahra.get("/queue/").text
    with transaction(engine) as session:
        hand_in(session, cast.resident.id, table.ref, later(hours=1))
    queue = zahra.get("/queue/?tab=plannen").text
    assert "<title>(1) Ingeleverde plannen" in queue
    assert table.ref in queue
    page = zahra.get(f"/initiatief/{table.ref}").text
    assert "Ik heb het plan gelezen" in page
    url = f"/plannen/gelezen/{table.ref}"
    form = {"csrf_token": token_of(zahra), "version": hidden_version(page)}
    assert zahra.post(url, data=form | {"version": "x"}).status_code == 303
    assert table.ref in zahra.get("/queue/?tab=plannen").text
    said = zahra.post(url, data=form, follow_redirects=True).text
    assert "Het plan staat niet meer in de wachtrij." in said
    assert "Ik heb het plan gelezen" not in said
    assert "las het plan" in said
    again = zahra.post(url, data=form, follow_redirects=True).text
    assert "Kijk nog eens" in again
    assert messages(engine) == []
    noor = log_in(cast.manager_noord)
    assert noor.post(url, data={"csrf_token": token_of(noor)}).status_code == 404


def hidden_version(page: str) -> str:
    found = re.search(r'/plannen/gelezen/.*?name="version" value="(\d+)"', page, re.DOTALL)
    assert found is not None
    return found[1]
