"""The public pages stay quick: few queries however many rows, copies while nothing changed."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import make_engine, transaction
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.links import Link
from models.plan.gemeente import mark_plan_changed
from panel.edge import ENGINE
from panel.public.app import create_public_app
from tests.builders import NOW, Cast, create_initiative, create_photo
from tests.panel.conftest import SETTINGS
from tests.statements import counted

# A page asks at most this often; a page of one thing most of all.
QUERIES_AT_MOST = 18
NOBODY_LISTENS = "postgresql://wijkbot@127.0.0.1:9/nergens"


def fill(engine: Engine, cast: Cast, count: int) -> str:
    """So many placed initiatives in Zuid, with a photo and a link; gives the reference of one."""
    with transaction(engine) as session:
        for number in range(count):
            row = create_initiative(
                session,
                cast.wijk_zuid,
                cast.resident,
                title=f"Bankje {number}",
                status=Moderation.PLACED,
                realisation=list(Realisation)[number % len(Realisation)],
                placed_at=NOW - timedelta(hours=number),
            )
            create_photo(session, cast.resident, row)
            plan = cast.plan_zuid
            session.add(
                Link(
                    contribution_id=row.id,
                    opgave_id=plan.opgave.id,
                    entry_id=plan.effort.id,
                    weight=2,
                    linked_at=NOW,
                )
            )
        return row.ref


def queries(engine: Engine, path: str) -> int:
    """How often a page asks the database when it is made anew."""
    with counted(engine) as asked:
        answer = create_public_app(engine, SETTINGS).test_client().get(path)
    assert answer.status_code == 200, path
    return len(asked)


def test_queries_stay_as_many_when_rows_grow(engine: Engine, cast: Cast) -> None:
    ref = fill(engine, cast, 2)
    paths = [
        "/",
        "/wijken",
        "/opgaven",
        "/initiatieven",
        "/stadsdeel/zuid",
        "/stadsdeel/zuid/overzicht",
        "/wijk/assendorp",
        f"/opgave/{cast.plan_zuid.opgave.slug}",
        f"/initiatief/{ref}",
        "/ontmoetingsplekken",
        "/agenda",
        "/antwoordtijd",
        "/zoek?q=bankje",
    ]
    before = {path: queries(engine, path) for path in paths}
    fill(engine, cast, 40)
    assert {path: queries(engine, path) for path in paths} == before
    assert max(before.values()) <= QUERIES_AT_MOST


def test_a_page_that_did_not_change_is_not_made_again(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    first = visitor.get("/wijk/assendorp")
    assert "s-maxage" in first.headers["Cache-Control"]
    with counted(engine) as asked:
        again = visitor.get("/wijk/assendorp")
        unchanged = visitor.get("/wijk/assendorp", headers={"If-None-Match": first.headers["ETag"]})
    assert again.data == first.data
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    # The moment and the gemeente, both times.
    assert len(asked) == 4
    assert visitor.get("/wijk/assendorp?taal=en").headers["ETag"] != first.headers["ETag"]


def test_a_change_to_the_plan_shows_at_once(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    first = visitor.get("/wijk/assendorp")
    assert "Bankje 0" not in first.text
    with transaction(engine) as session:
        mark_plan_changed(session)
    fill(engine, cast, 1)
    second = visitor.get("/wijk/assendorp", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "Bankje 0" in second.text


def test_without_a_database_the_last_known_page_stays(
    cast: Cast, public_app: Flask, visitor: FlaskClient
) -> None:
    known = visitor.get("/wijk/assendorp")
    public_app.extensions[ENGINE] = make_engine(NOBODY_LISTENS)
    assert visitor.get("/wijk/assendorp").data == known.data
    never_seen = visitor.get("/opgaven")
    assert never_seen.status_code == 503
    assert "Probeer het over een minuut opnieuw." in never_seen.text
    assert "no-store" in never_seen.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/melden", "/zoek?q=bank", "/initiatieven?pagina=2"])
def test_what_differs_per_visitor_is_not_kept(cast: Cast, visitor: FlaskClient, path: str) -> None:
    assert "ETag" not in visitor.get(path).headers


def test_our_own_files_may_be_kept_for_ever(visitor: FlaskClient) -> None:
    with visitor.get("/static/css/public.css?v=1") as kept:
        assert "immutable" in kept.headers["Cache-Control"]
    with visitor.get("/static/css/public.css") as plain:
        assert "immutable" not in plain.headers["Cache-Control"]
