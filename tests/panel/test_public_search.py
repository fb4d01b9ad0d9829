"""Searching the public pages: Dutch words, their beginnings, and whatever else people type."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives.lifecycles import Moderation
from models.initiatives.searching import HITS_AT_MOST, LONGEST, tidy
from tests.builders import Cast, create_initiative

FOUND = re.compile(r"<bdi>([^<]*)</bdi></a>")


def place(engine: Engine, cast: Cast, *titles: str, body: str = "") -> None:
    with transaction(engine) as session:
        for title in titles:
            create_initiative(
                session, cast.wijk_zuid, title=title, body=body, status=Moderation.PLACED
            )


def hits(visitor: FlaskClient, query: str) -> list[str]:
    answer = visitor.get("/zoek", query_string={"q": query})
    assert answer.status_code == 200
    return FOUND.findall(answer.text)


def test_words_are_found_in_other_forms_and_by_their_beginning(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    place(engine, cast, "Twee bankjes bij de vijver", "Muziek in het portiek")
    for query in ("bankje", "BANK", "vijv", "bankjes vijver", "de bankjes"):
        assert hits(visitor, query) == ["Twee bankjes bij de vijver"], query
    assert hits(visitor, "bankjes portiek") == []
    place(engine, cast, "Een boom op het plein")
    for query in ("boompje", "boompjes", "pleinen", "Pleintje"):
        assert hits(visitor, query) == ["Een boom op het plein"], query


def test_the_title_goes_before_the_text(engine: Engine, cast: Cast, visitor: FlaskClient) -> None:
    place(engine, cast, "Een bloementuin")
    place(engine, cast, "Samen koken", body="Naast de bloementuin.")
    assert hits(visitor, "bloementuin") == ["Een bloementuin", "Samen koken"]


def test_opgaven_wijken_and_references_are_found_too(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    place(engine, cast, "Een bankje")
    assert f"/opgave/{cast.plan_zuid.opgave.slug}" in visitor.get("/zoek?q=buren").text
    assert f"/opgave/{cast.plan_noord.opgave.slug}" in visitor.get("/zoek?q=doel").text
    assert "/wijk/assendorp" in visitor.get("/zoek?q=assen").text
    assert "/stadsdeel/noord" in visitor.get("/zoek?q=NOORD").text
    ref = re.search(r"/initiatief/(Z-\d+)", visitor.get("/initiatieven").text)
    assert ref
    assert hits(visitor, ref[1].lower()) == ["Een bankje"]


def test_a_slip_of_the_pen_is_forgiven_where_nothing_is_written_so(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    place(engine, cast, "Een moestuin achter de flat", "Twee bankjes", "Muziek in het portiek")
    for slip in ("moestiun", "moestuyn", "moestuinn flat"):
        assert hits(visitor, slip) == ["Een moestuin achter de flat"], slip
    assert "niet precies uw woorden" in visitor.get("/zoek?q=moestiun").text
    assert "niet precies uw woorden" not in visitor.get("/zoek?q=moestuin").text
    assert hits(visitor, "ruimteschip") == []
    assert "niet precies uw woorden" not in visitor.get("/zoek?q=ruimteschip").text


@pytest.mark.parametrize("mark", ["%", "_", "\\", "%%", "_a", "50%", "a_b"])
def test_marks_of_a_pattern_are_just_what_they_are(
    engine: Engine, cast: Cast, visitor: FlaskClient, mark: str
) -> None:
    place(engine, cast, f"Korting {mark}{mark} op alles", "Zonder korting")
    found = hits(visitor, mark * 2)
    assert [title.replace("&#39;", "'") for title in found] == [f"Korting {mark}{mark} op alles"]


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_000,
        "bank " * 3_000,
        "' OR 1=1 --",
        "!!",
        "a & | ! ( ) : * <->",
        "\ud800bank",
        "<script>alert(1)</script>",
        "🌳🌳",
        "٣٤ بنك",
        "de het een",
    ],
)
def test_nothing_that_is_typed_breaks_the_search(
    cast: Cast, visitor: FlaskClient, query: str
) -> None:
    answer = visitor.get("/zoek", query_string={"q": query.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_sign_that_nobody_types_is_refused_in_plain_words(
    cast: Cast, visitor: FlaskClient
) -> None:
    answer = visitor.get("/zoek?q=%00bank&taal=en")
    assert answer.status_code == 400
    assert "That did not work" in answer.text


def test_one_letter_is_asked_for_more_beside_the_field(cast: Cast, visitor: FlaskClient) -> None:
    page = visitor.get("/zoek?q=b").text
    assert 'id="q-error">Typ twee letters of meer.' in page
    assert 'aria-describedby="q-error"' in page
    assert "gevonden" not in visitor.get("/zoek?q=+++").text


def test_many_hits_say_that_there_are_more(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    place(engine, cast, *(f"Bankje {n}" for n in range(HITS_AT_MOST + 5)))
    assert len(hits(visitor, "bankje")) == HITS_AT_MOST
    assert "Typ meer om preciezer te zoeken." in visitor.get("/zoek?q=bankje").text


def test_tidy_keeps_one_short_line() -> None:
    assert tidy("  een\n\tbankje\u202e ") == "een bankje"
    assert len(tidy("x" * 10_000)) == LONGEST
    assert tidy("\x00") == ""
