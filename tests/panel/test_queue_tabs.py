"""Tabs of one's own in the queue: kept, counted, renamed, taken away; never another's."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from models.db import transaction
from models.people.staff import RoleName
from tests.builders import Cast, create_initiative, create_staff
from tests.panel.conftest import LogIn, token_of

QUERY = "tab=alles&q=moestuin"


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def post(browser: FlaskClient, act: str, **fields: str) -> TestResponse:
    return browser.post(f"/tabbladen/{act}", data={"csrf_token": token_of(browser), **fields})


def ids(browser: FlaskClient) -> list[str]:
    return sorted(set(re.findall(r'name="tabblad" value="(\d+)"', browser.get("/tabbladen/").text)))


def test_a_filter_is_kept_as_a_tab_with_its_count(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    with transaction(engine) as session:
        for title in ("Moestuin", "Nog een moestuin", "Bankje"):
            create_initiative(session, cast.wijk_zuid, title=title)
    assert 'value="tab=alles&amp;q=moestuin"' in zahra.get(f"/queue/?{QUERY}").text
    kept = post(zahra, "bewaar", name="Groen", query=QUERY)
    assert (kept.status_code, kept.location) == (303, f"/queue/?{QUERY}")
    page = zahra.get(f"/queue/?{QUERY}").text
    tab = r'aria-current="page">Groen <span class="wb-tabs__number">2</span>'
    assert re.search(tab, page)
    assert f'href="/queue/?{QUERY.replace("&", "&amp;")}"' in zahra.get("/queue/").text
    assert "<title>(2) Groen" in page


def test_what_is_wrong_is_said_and_the_name_stays(zahra: FlaskClient) -> None:
    assert post(zahra, "bewaar", name="Groen", query=QUERY).status_code == 303
    for name, said in (
        (" groen ", "al een tabblad"),
        ("", "Vul een naam in"),
        ("x" * 41, "korter"),
    ):
        answer = post(zahra, "bewaar", name=name, query=QUERY)
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{name.strip()}"' in answer.text
        assert 'name="query" value="tab=alles&amp;q=moestuin"' in answer.text
    for number in range(5):
        assert post(zahra, "bewaar", name=f"Tab {number}", query="tab=x").status_code == 303
    assert "al 6 tabbladen" in post(zahra, "bewaar", name="Zeven", query="").text


def test_another_name_and_away(zahra: FlaskClient) -> None:
    post(zahra, "bewaar", name="<b>Groen</b>", query=QUERY)
    post(zahra, "bewaar", name="Rood", query="tab=te-laat&wijk=1")
    green, red = ids(zahra)
    assert "&lt;b&gt;Groen" in zahra.get("/queue/").text
    wrong = post(zahra, "naam", tabblad=green, name="ROOD")
    assert wrong.status_code == 422
    assert 'value="ROOD"' in wrong.text
    assert post(zahra, "naam", tabblad=green, name="Tuinen").status_code == 303
    assert post(zahra, "weg", tabblad=red).status_code == 303
    page = zahra.get("/queue/").text
    assert "Tuinen" in page
    assert "Rood" not in page


def test_nobody_sees_or_changes_those_of_another(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, cast: Cast
) -> None:
    post(zahra, "bewaar", name="Geheim", query=QUERY)
    (mine,) = ids(zahra)
    with transaction(engine) as session:
        other = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    zeno = log_in(other)
    assert "Geheim" not in zeno.get("/queue/").text + zeno.get("/tabbladen/").text
    for act in ("naam", "weg"):
        for number in (mine, "", "x", "9" * 30):
            assert post(zeno, act, tabblad=number, name="Anders").status_code == 404
    assert "Geheim" in zahra.get("/queue/").text
