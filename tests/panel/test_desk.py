"""Sixty seconds to undo, answers that wait for their release, and what colleagues see of it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from werkzeug.test import TestResponse

from models.db import database_now, transaction
from models.desk.carrying_out import carry_out_due
from models.desk.prepared import Prepared
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.people.staff import RoleName, StaffEvent
from models.plan.gemeente import Gemeente
from tests.acts import texts_queued
from tests.builders import SETTINGS, Cast, create_initiative, create_staff
from tests.panel.acting import Form, carry_out, open_form, preview_of
from tests.panel.conftest import LogIn, token_of

M = Moderation


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        session.execute(update(Gemeente).values(settings=SETTINGS | {"bedenktijd_seconden": 60}))
        return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def zeno(engine: Engine, log_in: LogIn, cast: Cast) -> FlaskClient:
    with transaction(engine) as session:
        zeno = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    return log_in(zeno)


def at(idea: Initiative, act: str = "") -> str:
    return f"/initiatief/{idea.ref}" + (f"/{act}" if act else "")


def press(browser: FlaskClient, page: str, address: str, **fields: str) -> TestResponse:
    """The button of the form with this address, which must stand on the page."""
    found = re.search(rf'action="({address}[^"]*)"', browser.get(page).text)
    assert found, address
    return browser.post(found[1], data={"csrf_token": token_of(browser), **fields})


def after_a_minute(engine: Engine) -> list[str]:
    """What was told once the minute is over."""
    with transaction(engine) as session:
        carry_out_due(session, database_now(session) + timedelta(hours=1))
        return texts_queued(session)


def status_of(engine: Engine, idea: Initiative) -> Moderation:
    with transaction(engine) as session:
        return session.get_one(Initiative, idea.id).status


def test_a_decision_goes_after_a_minute_exactly_as_it_was_seen(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    form = open_form(zahra, at(idea, "niet-plaatsen"))
    shown = preview_of(form.post("look", told="Er staan namen in.").text)
    assert form.post("send", told="Er staan namen in.").status_code == 303
    assert status_of(engine, idea) is M.SUBMITTED
    assert "Ongedaan maken" in zahra.get("/queue/").text
    assert after_a_minute(engine) == ["\n\n".join(shown)]
    assert status_of(engine, idea) is M.DECLINED
    assert "Ongedaan maken" not in zahra.get("/queue/").text


def test_undoing_gives_the_form_back_as_it_was_typed(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    carry_out(zahra, at(idea, "niet-plaatsen"), told="Er staan <namen> in.")
    undone = press(zahra, "/queue/", "/klaar/terug/")
    assert (undone.status_code, undone.location) == (303, at(idea, "niet-plaatsen"))
    page = zahra.get(undone.location).text
    assert "Er staan &lt;namen&gt; in." in page
    assert "Dit ging niet door." in page
    assert after_a_minute(engine) == []
    carry_out(zahra, at(idea, "niet-plaatsen"), told="Toch maar niet.")
    assert len(after_a_minute(engine)) == 1
    assert "staan" not in zahra.get("/klaar/").text


def test_undoing_too_late_says_so_and_changes_nothing(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    carry_out(zahra, at(idea, "plaatsen"))
    with transaction(engine) as session:
        id_ = session.scalars(select(Prepared.id)).one()
    after_a_minute(engine)
    token = {"csrf_token": token_of(zahra)}
    page = zahra.post(f"/klaar/terug/{id_}", data=token, follow_redirects=True).text
    assert "Ongedaan maken kan niet meer. Het besluit is uitgevoerd." in page
    assert status_of(engine, idea) is M.PLACED


def test_a_colleague_sees_it_and_cannot_decide_on_the_same(
    engine: Engine, zahra: FlaskClient, zeno: FlaskClient, idea: Initiative
) -> None:
    form = open_form(zeno, at(idea, "niet-plaatsen"))
    form.post("look", told="Nee, want vol.")
    carry_out(zahra, at(idea, "plaatsen"))
    assert "Zahra Zuid besloot hierover: Plaatsen." in zeno.get(at(idea)).text
    refused = form.post("send", told="Nee, want vol.")
    assert refused.status_code == 409
    assert "Over deze inbreng loopt al een besluit." in refused.text
    assert "Nee, want vol." in refused.text
    assert Form(zeno, at(idea, "oppakken"), "1").post("send").status_code == 409
    assert carry_out(zeno, at(idea, "notitie"), note="Gezien.").status_code == 303
    assert len(after_a_minute(engine)) == 1


def test_what_cannot_be_done_comes_back_with_the_reason(
    engine: Engine, zahra: FlaskClient, idea: Initiative
) -> None:
    carry_out(zahra, at(idea, "niet-plaatsen"), told="Er staan namen in.")
    with transaction(engine) as session:
        session.execute(update(Initiative).values(version=Initiative.version + 1))
    assert after_a_minute(engine) == []
    assert "iemand veranderde er eerst iets aan" in zahra.get("/queue/").text
    assert "Er staan namen in." in zahra.get(at(idea, "niet-plaatsen")).text
    press(zahra, "/queue/", "/klaar/pak/", weg="ja")
    assert "iemand veranderde er eerst iets aan" not in zahra.get("/queue/").text


def test_prepared_answers_are_released_together_and_undone_together(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        second = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    for each in (idea, second):
        form = open_form(zahra, at(each, "vraag"))
        form.post("look", told="Hoe breed?")
        assert form.post("wait", told="Hoe breed?").status_code == 303
    assert after_a_minute(engine) == []
    page = zahra.get("/klaar/").text
    ids = re.findall(r'name="kies" value="(\d+)"', page)
    assert len(ids) == 2
    assert "Hoe breed?" in page
    token = token_of(zahra)
    chosen = {"csrf_token": token, "kies": [*ids, "x", "999"]}
    answer = zahra.post("/klaar/loslaten", data=chosen, follow_redirects=True).text
    assert "2 besluiten gaan uit." in answer
    assert "1 besluit gaat niet uit." in answer
    press(zahra, "/queue/", "/klaar/terug/reeks/")
    assert after_a_minute(engine) == []
    assert zahra.get("/klaar/").text.count("Hoe breed?") == 0


def test_who_takes_one_from_the_pile_gets_its_form(
    engine: Engine, zahra: FlaskClient, zeno: FlaskClient, idea: Initiative
) -> None:
    form = open_form(zahra, at(idea, "vraag"))
    form.post("look", told="Hoe breed?")
    form.post("wait", told="Hoe breed?")
    taken = press(zeno, at(idea), "/klaar/pak/")
    assert "Hoe breed?" in zeno.get(taken.location).text
    assert carry_out(zeno, taken.location, told="Hoe lang?").status_code == 303
    assert "Hoe lang?" in after_a_minute(engine)[0]


def test_a_wijkmedewerker_makes_an_answer_ready_and_a_wijkmanager_lets_it_go(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        wim = create_staff(session, "Wim Wijk", RoleName.WIJKMEDEWERKER, cast.zuid)
        nora = create_staff(session, "Nora Noord", RoleName.WIJKMEDEWERKER, cast.noord)
    browser = log_in(wim)
    page = browser.get(at(idea)).text
    assert at(idea, "niet-plaatsen") in page
    assert "U zet een besluit klaar. Een wijkmanager verstuurt het." in page
    assert "U zet een besluit klaar." not in zahra.get(at(idea)).text
    form = open_form(browser, at(idea, "niet-plaatsen"))
    looked = form.post("look", told="Er staan namen in.").text
    assert "Een wijkmanager verstuurt het." in looked
    assert 'value="send"' not in looked
    assert form.post("send", told="Er staan namen in.").status_code == 404
    assert form.post("wait", told="Er staan namen in.").status_code == 303
    assert log_in(nora).get(at(idea, "niet-plaatsen")).status_code == 404
    pile = browser.get("/klaar/").text
    assert "Er staan namen in." in pile
    assert "/klaar/loslaten" in pile
    assert 'name="kies"' not in pile
    with transaction(engine) as session:
        id_ = session.scalars(select(Prepared.id)).one()
    chosen = {"csrf_token": token_of(browser), "kies": [str(id_)]}
    browser.post("/klaar/loslaten", data=chosen)
    assert after_a_minute(engine) == []
    zahra.post("/klaar/loslaten", data={**chosen, "csrf_token": token_of(zahra)})
    (told,) = after_a_minute(engine)
    assert "Er staan namen in." in told
    assert status_of(engine, idea) is M.DECLINED


def test_a_name_that_is_kept_from_the_site_is_shown_when_asked_and_that_is_logged(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        session.get_one(Initiative, idea.id).name = "Ria Jansen"
        reader = create_staff(session, "Lezer", RoleName.MEELEZER, cast.zuid)
    assert "Ria Jansen" not in zahra.get(at(idea)).text
    shown = press(zahra, at(idea), at(idea, "naam"))
    assert "Ria Jansen (niet op de website)" in shown.text
    browser = log_in(reader)
    assert "Ria Jansen" not in browser.get(at(idea)).text
    token = {"csrf_token": token_of(browser)}
    assert browser.post(at(idea, "naam"), data=token).status_code in (403, 404)
    with transaction(engine) as session:
        read = select(StaffEvent.by_id, StaffEvent.subject).where(StaffEvent.act == "read contact")
        assert session.execute(read).all() == [(cast.manager_zuid.id, f"inbreng {idea.ref}")]
        session.get_one(Initiative, idea.id).show_name = True
    assert "Ria Jansen (mag op de website)" in zahra.get(at(idea)).text
