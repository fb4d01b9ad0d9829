"""Wijkmanagers say how the plan fares, and see who will hear of it and what."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives import linking
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.people.residents import Resident
from models.people.staff import RoleName, Staff
from models.plan.din import DinEntry, EffortState, KoersMark, Weight
from models.plan.progress import Judgement, move_effort
from tests.acts import decision, texts_queued
from tests.builders import NOW, Cast, create_initiative, create_staff
from tests.panel.acting import carry_out, open_form, preview_of
from tests.panel.conftest import LogIn, token_of


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    """An idea of the resident and one of the neighbour, linked to the inspanning of Zuid."""
    plan = cast.plan_zuid
    with transaction(engine) as session:
        staff = session.get_one(Staff, cast.manager_zuid.id)
        for who, chat in (
            (cast.neighbour, cast.neighbour_address),
            (cast.resident, cast.address),
        ):
            made = create_initiative(session, cast.wijk_zuid, who, chat, status=Moderation.PLACED)
            subject = linking.find_subject(session, cast.zuid.id, plan.opgave.id, plan.effort.id)
            assert subject
            seen = decision(staff, made, None)
            linking.link(session, made, seen, subject, Weight.MEDIUM, "")
        return made


def url(entry: DinEntry, act: str) -> str:
    return f"/din/{entry.slug}/{act}"


def messages(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return texts_queued(session)


def test_the_plan_of_ones_own_stadsdeel(zahra: FlaskClient, cast: Cast, idea: Initiative) -> None:
    page = zahra.get("/din/").text
    assert cast.plan_zuid.opgave.title in page
    assert "2 ideeën gekoppeld" in page
    assert "Voorbeeld, niet van de gemeente" in page
    assert url(cast.plan_zuid.effort, "status") in page
    assert cast.plan_noord.opgave.title not in page


def test_moving_an_effort_shows_how_many_hear_and_what(
    engine: Engine, zahra: FlaskClient, cast: Cast, idea: Initiative
) -> None:
    with transaction(engine) as session:
        session.get_one(Resident, cast.neighbour.id).language = "en"
    effort = cast.plan_zuid.effort
    form = open_form(zahra, url(effort, "status"))
    fields = {"to": "loopt", "told": "Kom langs!", "told_en": "Come along!"}
    looked = form.post("look", **fields)
    assert "2 bewoners krijgen dit bericht." in looked.text
    assert "Kom langs!" in looked.text
    assert "Come along!" in looked.text
    assert messages(engine) == []
    done = form.post("send", **fields)
    assert done.status_code == 303
    dutch, english = messages(engine)
    assert "under way" in english
    assert "Come along!" in english
    assert "loopt nu" in dutch
    assert "Kom langs!" in dutch
    assert idea.ref in dutch
    with transaction(engine) as session:
        entry = session.get_one(DinEntry, effort.id)
        assert entry.state is EffortState.RUNNING
        assert entry.state_source == "Wijkmanagement Zuid"
    assert "2 bewoners krijgen bericht" in zahra.get("/din/").text


def test_what_was_shown_is_what_goes(
    engine: Engine, zahra: FlaskClient, cast: Cast, idea: Initiative
) -> None:
    form = open_form(zahra, url(cast.plan_zuid.effort, "koers"))
    shown = preview_of(form.post("look", koers="bijsturen", told="Geen <b>plek</b>").text)
    assert "Geen <b>plek</b>" in shown
    assert form.post("send", koers="op koers", told="Geen <b>plek</b>").status_code == 200
    assert messages(engine) == []
    form.post("look", koers="bijsturen", told="Geen <b>plek</b>")
    assert form.post("send", koers="bijsturen", told="Geen <b>plek</b>").status_code == 303
    assert "\n\n".join(shown) in messages(engine)


def test_the_same_koers_again_is_no_news(
    engine: Engine, zahra: FlaskClient, cast: Cast, idea: Initiative
) -> None:
    effort = cast.plan_zuid.effort
    carry_out(zahra, url(effort, "koers"), koers="op koers", next_review_on="2027-02-01")
    looked = open_form(zahra, url(effort, "koers")).post("look", koers="op koers")
    assert "Er gaat geen bericht uit." in looked.text
    carry_out(zahra, url(effort, "koers"), koers="op koers", reason="Nog steeds")
    assert len(messages(engine)) == 2
    with transaction(engine) as session:
        reasons = session.scalars(select(KoersMark.reason).order_by(KoersMark.id)).all()
        assert reasons == [None, "Nog steeds"]


def test_a_doel_is_reached_once_and_not_in_days_to_come(
    engine: Engine, zahra: FlaskClient, cast: Cast, idea: Initiative
) -> None:
    goal = cast.plan_zuid.goal
    soon = carry_out(zahra, url(goal, "bereikt"), on="2999-01-01")
    assert soon.status_code == 422
    assert "Deze dag moet nog komen." in soon.text
    assert carry_out(zahra, url(goal, "bereikt"), on="gisteren").status_code == 422
    assert carry_out(zahra, url(goal, "bereikt"), on="2026-11-01").status_code == 303
    assert len(messages(engine)) == 2
    again = open_form(zahra, url(goal, "bereikt")).post("look", on="2026-11-02")
    assert again.status_code == 422
    assert len(messages(engine)) == 2


def test_who_is_overtaken_keeps_what_was_typed(
    engine: Engine, zahra: FlaskClient, cast: Cast, idea: Initiative
) -> None:
    form = open_form(zahra, url(cast.plan_zuid.effort, "status"))
    form.post("look", to="loopt", told="Kom langs!")
    with transaction(engine) as session:
        judgement = Judgement(session.get_one(Staff, cast.manager_zuid.id), NOW, "x")
        effort = session.get_one(DinEntry, cast.plan_zuid.effort.id)
        move_effort(
            session,
            effort,
            EffortState.PLANNED,
            EffortState.STOPPED,
            judgement,
            lambda listener: {"says": [{"words": "eerst"}]},
        )
    late = form.post("send", to="loopt", told="Kom langs!")
    assert late.status_code == 409
    assert "Een collega heeft dit net veranderd." in late.text
    assert "Kom langs!" in late.text
    assert messages(engine) == ["eerst", "eerst"]


def test_noord_and_readers_do_not_judge_zuid(
    engine: Engine, log_in: LogIn, cast: Cast, idea: Initiative
) -> None:
    with transaction(engine) as session:
        reader = create_staff(session, "Lezer", RoleName.MEELEZER, cast.zuid)
    plan = cast.plan_zuid
    for staff in (cast.manager_noord, cast.stranger, reader):
        browser = log_in(staff)
        fields = {"csrf_token": token_of(browser), "step": "send", "koers": "op koers"}
        for entry in (plan.effort, plan.goal):
            for act in ("status", "koers", "bereikt", "anders"):
                assert browser.get(url(entry, act)).status_code in {403, 404}
                assert browser.post(url(entry, act), data=fields).status_code in {403, 404}
    assert messages(engine) == []
    page = log_in(reader).get("/din/").text
    assert plan.effort.title in page
    assert url(plan.effort, "status") not in page


def test_acts_fit_the_kind(zahra: FlaskClient, cast: Cast) -> None:
    assert zahra.get(url(cast.plan_zuid.goal, "status")).status_code == 404
    assert zahra.get(url(cast.plan_zuid.effort, "bereikt")).status_code == 404
    assert zahra.get("/din/bestaat-niet/koers").status_code == 404
