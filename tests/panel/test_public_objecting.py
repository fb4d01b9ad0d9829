"""Klopt iets niet?: anybody can say so, and it reaches the queue of the right stadsdeel."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models.db import transaction
from models.initiatives.contributions import Initiative, Objection
from models.initiatives.lifecycles import Moderation
from models.initiatives.objecting import WORDS_AT_MOST
from models.initiatives.queue import page
from models.initiatives.queue_counts import counts
from models.initiatives.queue_filters import Filters, Tab
from models.people.staff import Staff
from tests.builders import NOW, Cast, create_initiative, create_photo

WORDS = "Op deze foto staat mijn dochter."


@pytest.fixture
def placed(engine: Engine, cast: Cast) -> Initiative:
    """A placed initiative in Zuid."""
    with transaction(engine) as session:
        return create_initiative(session, cast.wijk_zuid, cast.resident, status=Moderation.PLACED)


def stored(engine: Engine) -> list[Objection]:
    with transaction(engine) as session:
        return list(session.scalars(select(Objection).order_by(Objection.id)))


def in_queue(engine: Engine, staff: Staff) -> list[str]:
    with transaction(engine) as session:
        manager = session.merge(staff)
        shown = page(session, manager, Filters(tab=Tab.OBJECTIONS), NOW)
        assert counts(session, manager, NOW)[Tab.OBJECTIONS].number == len(shown.cards)
        return [card.ref for card in shown.cards]


def send(visitor: FlaskClient, item: str, words: str = WORDS, **fields: str) -> TestResponse:
    return visitor.post("/melden", data={"item": item, "tekst": words, **fields})


def test_a_melding_lands_in_the_queue_of_its_stadsdeel_only(
    engine: Engine, cast: Cast, visitor: FlaskClient, placed: Initiative
) -> None:
    path = f"/initiatief/{placed.ref}"
    form = visitor.get("/melden", query_string={"item": path}).text
    assert placed.title in form
    assert "Over welk stadsdeel" not in form
    answer = send(visitor, path)
    assert answer.status_code == 303
    (melding,) = stored(engine)
    assert (melding.body, melding.title) == (WORDS, placed.title)
    assert (melding.about, melding.about_id) == (path, placed.id)
    assert (melding.stadsdeel_id, melding.wijk_id) == (cast.zuid.id, cast.wijk_zuid.id)
    assert melding.resident_id is None
    assert in_queue(engine, cast.manager_zuid) == [melding.ref]
    assert in_queue(engine, cast.manager_noord) == []
    thanks = visitor.get(answer.location).text
    assert melding.ref in thanks
    assert "binnen 5 werkdagen" in thanks


def test_every_kind_of_page_knows_whose_it_is(
    engine: Engine, cast: Cast, visitor: FlaskClient, placed: Initiative
) -> None:
    with transaction(engine) as session:
        photo = create_photo(session, cast.resident, session.merge(placed))
    paths = [
        f"/foto/{photo.id}",
        f"/opgave/{cast.plan_zuid.opgave.slug}",
        f"/wijk/{cast.wijk_zuid.slug}",
        f"/stadsdeel/{cast.zuid.slug}/overzicht",
    ]
    for path in paths:
        assert send(visitor, path).status_code == 303, path
    rows = stored(engine)
    assert {row.stadsdeel_id for row in rows} == {cast.zuid.id}
    assert [row.about for row in rows][:3] == paths[:3]
    assert rows[0].about_id == placed.id


def test_every_page_asks_about_itself(cast: Cast, visitor: FlaskClient, placed: Initiative) -> None:
    for path in ("/", f"/initiatief/{placed.ref}", f"/opgave/{cast.plan_zuid.opgave.slug}"):
        links = re.findall(r'href="(/melden\?item=[^"]+)"', visitor.get(path).text)
        assert path in {parse_qs(urlsplit(link).query)["item"][0] for link in links}


def test_a_page_of_the_whole_city_asks_where(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    answer = send(visitor, "/ontmoetingsplekken")
    assert answer.status_code == 422
    assert 'id="stadsdeel-error">Kies een stadsdeel.' in answer.text
    assert WORDS in answer.text
    assert send(visitor, "/ontmoetingsplekken", stadsdeel="nergens").status_code == 422
    assert send(visitor, "/ontmoetingsplekken", stadsdeel="noord").status_code == 303
    (melding,) = stored(engine)
    assert (melding.about, melding.stadsdeel_id) == ("/ontmoetingsplekken", cast.noord.id)


@pytest.mark.parametrize("words", ["", "   ", "kort", "x" * (WORDS_AT_MOST + 1)])
def test_wrong_input_is_shown_beside_its_field_and_stores_nothing(
    engine: Engine, cast: Cast, visitor: FlaskClient, words: str
) -> None:
    answer = send(visitor, f"/wijk/{cast.wijk_zuid.slug}", words)
    assert answer.status_code == 422
    assert 'id="tekst-error"' in answer.text
    assert re.search(r'<textarea[^>]*aria-describedby="[^"]*tekst-error"', answer.text)
    assert words.strip() in answer.text
    assert stored(engine) == []


def test_what_cannot_be_stored_is_left_out(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    words = "Hier klopt iets niet \ud800 <b>echt</b> \u202e"
    visitor.post(
        "/melden",
        data={"item": "/wijk/assendorp", "tekst": words.encode("utf-8", "surrogatepass")},
    )
    (melding,) = stored(engine)
    assert melding.body is not None
    assert melding.body.startswith("Hier klopt iets niet")
    assert "<b>echt</b>" in melding.body
    assert send(visitor, "/wijk/assendorp", "Hier klopt iets niet \x00").status_code == 400
    assert len(stored(engine)) == 1


@pytest.mark.parametrize(
    "item", ["", "//elders.example/x", "javascript:alert(1)", "/wijk/nergens", "/initiatief/Z-1"]
)
def test_an_unknown_page_is_a_melding_about_the_site(
    cast: Cast, visitor: FlaskClient, item: str
) -> None:
    page = visitor.get("/melden", query_string={"item": item}).text
    assert "deze website" in page
    assert 'name="item" value="/"' in page
    assert "elders.example" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_machine_that_fills_the_hidden_field_is_thanked_and_forgotten(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    answer = send(visitor, "/wijk/assendorp", website="https://koop.example")
    assert answer.status_code == 303
    assert "Bedankt" in visitor.get(answer.location).text
    assert stored(engine) == []


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elders.example"}, {"Origin": "null"}],
)
def test_a_form_on_another_site_cannot_send(
    engine: Engine, cast: Cast, visitor: FlaskClient, headers: dict[str, str]
) -> None:
    data = {"item": "/wijk/assendorp", "tekst": WORDS}
    assert visitor.post("/melden", data=data, headers=headers).status_code == 403
    assert stored(engine) == []
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert visitor.post("/melden", data=data, headers=own).status_code == 303


def test_one_address_can_send_five_in_ten_minutes(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    for _ in range(5):
        assert send(visitor, "/wijk/assendorp").status_code == 303
    answer = send(visitor, "/wijk/assendorp")
    assert answer.status_code == 429
    assert "Even wachten" in answer.text
    assert len(stored(engine)) == 5
    other = visitor.post(
        "/melden",
        data={"item": "/wijk/assendorp", "tekst": WORDS},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert other.status_code == 303


def test_a_form_that_is_far_too_large_is_refused(cast: Cast, visitor: FlaskClient) -> None:
    answer = send(visitor, "/wijk/assendorp", "x" * 200_000)
    assert answer.status_code == 413
    assert "te veel tekst" in answer.text


def test_thanks_shows_a_reference_and_nothing_else_from_its_address(
    cast: Cast, visitor: FlaskClient
) -> None:
    assert "Z-0123" in visitor.get("/melden/bedankt?kenmerk=Z-0123").text
    page = visitor.get("/melden/bedankt?kenmerk=Bel+nu+0900").text
    assert "0900" not in page.partition("<main")[2]
