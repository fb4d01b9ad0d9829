"""From one contribution to the next of the same queue, and back."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, update

from models.db import transaction
from models.initiatives.contributions import ContributionKind
from models.people.staff import Staff
from models.plan.gemeente import Gemeente
from tests.builders import SETTINGS, Cast, create_initiative
from tests.panel.acting import open_form
from tests.panel.conftest import LogIn, token_of


@pytest.fixture
def ideas(engine: Engine, cast: Cast) -> list[str]:
    """Three in the queue, in its order."""
    with transaction(engine) as session:
        return [create_initiative(session, cast.wijk_zuid, cast.resident).ref for _ in range(3)]


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def links(browser: FlaskClient, url: str) -> dict[str, str]:
    """Where the keys of a page lead, by key."""
    page = browser.get(url).text
    found = re.findall(r'href="([^"]+)"[^>]*data-key="(.)"', page)
    return {key: html.unescape(url) for url, key in found}


def first(browser: FlaskClient, queue: str = "/queue/") -> str:
    found = re.search(r'href="([^"]+)" data-walk-to', browser.get(queue).text)
    assert found
    return html.unescape(found[1])


def place(browser: FlaskClient, url: str) -> str:
    """Place it from its page; gives where one comes then."""
    form = open_form(browser, links(browser, url)["g"])
    form.post("look")
    sent = form.post("send")
    assert sent.status_code == 303
    return sent.location


def test_one_walks_on_and_back(zahra: FlaskClient, ideas: list[str]) -> None:
    here = first(zahra)
    assert here.startswith(f"/initiatief/{ideas[0]}?")
    assert "k" not in links(zahra, here)
    second = links(zahra, here)["j"]
    assert second.startswith(f"/initiatief/{ideas[1]}?")
    third = links(zahra, second)["j"]
    assert "j" not in links(zahra, third)
    assert links(zahra, third)["k"] == second


@pytest.mark.parametrize("seconds", [0, 60])
def test_after_a_decision_comes_the_next_of_the_same_queue(
    engine: Engine, zahra: FlaskClient, ideas: list[str], seconds: int
) -> None:
    """Also while the decision can still be undone; at the end what was passed over."""
    with transaction(engine) as session:
        session.execute(
            update(Gemeente).values(settings=SETTINGS | {"bedenktijd_seconden": seconds})
        )
    second = links(zahra, first(zahra))["j"]
    third = place(zahra, second)
    assert third.startswith(f"/initiatief/{ideas[2]}?")
    back = place(zahra, third)
    assert back.startswith(f"/initiatief/{ideas[0]}?")
    assert place(zahra, back) == "/queue/?tab=te-doen"


def test_the_filter_goes_along(
    engine: Engine, zahra: FlaskClient, ideas: list[str], cast: Cast
) -> None:
    with transaction(engine) as session:
        other = create_initiative(session, cast.wijk_zuid, title="Een boot op het water").ref
        last = create_initiative(session, cast.wijk_zuid, title="Nog een boot").ref
    kind = ContributionKind.INITIATIVE.value
    here = first(zahra, f"/queue/?q=boot&soort={kind}")
    assert here.startswith(f"/initiatief/{other}?")
    assert links(zahra, here)["j"].startswith(f"/initiatief/{last}?")


def test_who_came_from_elsewhere_stays(zahra: FlaskClient, ideas: list[str]) -> None:
    url = f"/initiatief/{ideas[0]}"
    assert "j" not in links(zahra, url)
    assert place(zahra, url) == url


@pytest.mark.parametrize("trail", ["%00", "//kwaad.example", "tab=x%26na=1", "a" * 5000])
def test_a_strange_trail_leads_nowhere_else(
    zahra: FlaskClient, ideas: list[str], trail: str
) -> None:
    page = zahra.get(f"/initiatief/{ideas[0]}?rij={trail}")
    assert page.status_code in (200, 400)
    assert "kwaad.example/" not in page.text


def test_the_keys_can_be_switched_off(
    engine: Engine, zahra: FlaskClient, ideas: list[str], cast: Cast
) -> None:
    assert 'id="keys"' in zahra.get("/queue/").text
    zahra.post("/account/toetsen", data={"csrf_token": token_of(zahra), "aan": "nee"})
    assert 'id="keys"' not in zahra.get("/queue/").text
    with transaction(engine) as session:
        assert session.get_one(Staff, cast.manager_zuid.id).keys is False
