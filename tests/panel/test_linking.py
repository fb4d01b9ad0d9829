"""Linking to the plan: suggestions with a reason, a tree to pick from, and placing and linking
in one go, of which the author hears in one message."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.links import Link
from models.people.staff import RoleName
from tests.acts import texts_queued
from tests.builders import Cast, create_initiative, create_objection, create_staff
from tests.panel.acting import carry_out, open_form, preview_of
from tests.panel.conftest import LogIn


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        return create_initiative(
            session,
            cast.wijk_zuid,
            cast.resident,
            cast.address,
            title="Koffie met de buren",
            body="Dan <b>leren</b> we elkaar kennen.",
        )


def links(engine: Engine) -> list[tuple[int, int | None, int]]:
    with transaction(engine) as session:
        found = session.scalars(select(Link)).all()
        return [(link.opgave_id, link.entry_id, link.weight) for link in found]


def messages(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return texts_queued(session)


def test_a_suggestion_says_why_and_is_taken_over_into_the_form(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    page = zahra.get(f"/initiatief/{idea.ref}").text
    assert "zelfde wijk, woorden: " in page
    assert "buren" in page[page.index("zelfde wijk, woorden") :][:80]
    address = re.search(rf'href="(/initiatief/{idea.ref}/koppelen\?subject=[^"]+)"', page)
    assert address
    form = zahra.get(address[1]).text
    assert form.count(" checked") == 1
    # The same key takes it over from the page, and chooses it in the form.
    assert 'data-key="1"' in page
    assert 'data-key="1"' in form
    assert re.search(rf'value="{cast.plan_zuid.opgave.id}:\d*"[^>]* checked', form)
    assert links(engine) == []


def test_nobody_links_without_choosing(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    form = open_form(zahra, f"/initiatief/{idea.ref}/koppelen")
    bare = form.post("look", weight="2", note="Mijn notitie")
    assert bare.status_code == 422
    assert "Vul dit in." in bare.text
    assert "Mijn notitie" in bare.text
    carry_out(zahra, f"/initiatief/{idea.ref}/plaatsen", told="", weight="2")
    assert links(engine) == []
    carry_out(zahra, f"/initiatief/{idea.ref}/koppelen", subject="1:1:1", weight="2")
    assert links(engine) == []


def test_the_plan_is_a_tree_of_opgave_doel_and_inspanning(
    zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    plan = cast.plan_zuid
    page = zahra.get(f"/initiatief/{idea.ref}/koppelen").text
    tree = page[page.index("Alle opgaven, doelen en inspanningen") :]
    values = [f"{plan.opgave.id}:{one}" for one in ("", plan.goal.id, plan.effort.id)]
    at = [tree.index(f'value="{value}"') for value in values]
    assert at == sorted(at)
    assert plan.effort.title in tree
    assert cast.plan_noord.opgave.title not in page


def test_placing_and_linking_is_told_in_one_message(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    plan = cast.plan_zuid
    url = f"/initiatief/{idea.ref}/plaatsen"
    fields = {
        "subject": f"{plan.opgave.id}:{plan.effort.id}",
        "weight": "3",
        "told": "Veel plezier!",
    }
    form = open_form(zahra, url)
    shown = preview_of(form.post("look", **fields).text)
    assert messages(engine) == []
    # Another subject is another message: that one was not seen.
    assert form.post("send", **{**fields, "subject": f"{plan.opgave.id}:"}).status_code == 200
    form.post("look", **fields)
    assert form.post("send", **fields).status_code == 303
    (said,) = messages(engine)
    assert said == "\n\n".join(shown)
    for words in ("Veel plezier!", plan.opgave.title, plan.effort.title):
        assert words in said
    assert links(engine) == [(plan.opgave.id, plan.effort.id, 3)]
    with transaction(engine) as session:
        assert session.get_one(Initiative, idea.id).status is Moderation.PLACED


def test_nothing_is_placed_when_the_link_is_there_already(
    engine: Engine, zahra: FlaskClient, idea: Initiative, cast: Cast
) -> None:
    fields = {"subject": f"{cast.plan_zuid.opgave.id}:", "weight": "1"}
    assert (
        carry_out(zahra, f"/initiatief/{idea.ref}/koppelen", **fields, note="").status_code == 303
    )
    again = carry_out(zahra, f"/initiatief/{idea.ref}/plaatsen", **fields, told="Blijf staan")
    assert again.status_code == 409
    assert "Deze koppeling is er al." in again.text
    assert "Blijf staan" in again.text
    with transaction(engine) as session:
        assert session.get_one(Initiative, idea.id).status is Moderation.SUBMITTED
    assert len(messages(engine)) == 1


def test_who_may_not_link_sees_the_suggestion_but_no_way(
    engine: Engine, log_in: LogIn, idea: Initiative, cast: Cast
) -> None:
    with transaction(engine) as session:
        helper = create_staff(session, "Wim Mede", RoleName.WIJKMEDEWERKER, cast.zuid)
        objection = create_objection(session, cast.wijk_zuid, idea)
    browser = log_in(helper)
    page = browser.get(f"/initiatief/{idea.ref}").text
    assert "zelfde wijk" in page
    assert "Overnemen" not in page
    assert "Past misschien bij" not in browser.get(f"/initiatief/{objection.ref}").text
