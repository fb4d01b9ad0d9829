"""The copy of one's data: the same from Telegram and from the web chat, behind a link used once."""

import json

import pytest
from sqlalchemy import Engine, select

from models.db import transaction
from models.people.takeouts import TakeoutLink
from tests.bot.talker import Talker
from tests.bot.visitor import Visitor, visitor
from tests.builders import Cast, create_cast


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


def link_in(ria: Talker) -> str:
    """The path behind the button of the newest message."""
    body = ria.all()[-1].body or {}
    (url,) = [one["url"] for one in body["choices"] if one.get("url")]
    return "/" + str(url).partition("://")[2].partition("/")[2]


@pytest.fixture
def ria(engine: Engine, cast: Cast) -> Talker:
    return Talker(engine)


@pytest.fixture
def browser(engine: Engine) -> Visitor:
    return visitor(engine)


def test_from_a_chat_it_is_a_link_that_gives_the_file_once(ria: Talker, browser: Visitor) -> None:
    ria.says_and_hears("Mijn eigen woorden")
    assert "De knop werkt één keer, en 10 minuten lang." in ria.says_and_hears("/gegevens bestand")
    path = link_in(ria)
    for _ in range(3):
        # Programs look at links before people do.
        assert "Een kopie van uw gegevens" in browser.opens(path).words
    answer = browser.client.post(path)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.text)
    assert "Mijn eigen woorden" in str(told["inbox"])
    assert told["address"][0]["external_id"] == "7"
    assert browser.client.post(path).status_code == 404
    assert "werkt niet meer" in browser.opens(path).words


def test_in_the_web_chat_it_is_the_same(engine: Engine, browser: Visitor, cast: Cast) -> None:
    browser.begins()
    browser.types("/gegevens bestand")
    path = browser.page.html.partition("/chat/gegevens/")[2].partition('"')[0]
    browser.opens(f"/chat/gegevens/{path}")
    told = json.loads(browser.client.post(f"/chat/gegevens/{path}").text)
    assert (told["address"][0]["channel"], told["address"][0]["external_id"]) == ("web", None)
    cookie = browser.client.get_cookie("wijkbot-gesprek")
    assert cookie is not None
    assert cookie.value not in json.dumps(told)


def test_a_guess_is_a_page_that_says_so(browser: Visitor, cast: Cast) -> None:
    assert "werkt niet meer" in browser.opens("/chat/gegevens/abc").words
    assert browser.status == 404


def test_erasing_ends_the_link(engine: Engine, ria: Talker, browser: Visitor) -> None:
    ria.says_and_hears("/gegevens bestand")
    path = link_in(ria)
    for text in ("/verwijder", "Ja, verder", "Ja, wis alles"):
        ria.says_and_hears(text)
    assert browser.client.post(path).status_code == 404
    with transaction(engine) as session:
        assert session.scalars(select(TakeoutLink)).all() == []
