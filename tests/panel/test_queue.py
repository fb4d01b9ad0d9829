"""The queue as colleagues see it in their browser."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from models.db import database_now, transaction
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation
from models.people.staff import RoleName
from models.plan.areas import Area
from tests.builders import Cast, create_initiative, create_objection, create_photo, create_staff
from tests.panel.conftest import LogIn, token_of
from tests.statements import counted

M = Moderation


def fill(engine: Engine, wijk: Area, number: int, **fields: object) -> None:
    """So many ideas in a wijk, due tomorrow unless said otherwise."""
    with transaction(engine) as session:
        now = database_now(session)
        due = {"due_on": now.date() + timedelta(days=1), **fields}
        for n in range(number):
            idea = create_initiative(session, wijk, title=f"Idee {n} <b>", **due)  # type: ignore[arg-type]
            create_photo(session, None, idea)


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


def test_the_counts_stand_on_the_heaps_and_in_the_title(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    fill(engine, cast.wijk_zuid, 3)
    fill(engine, cast.wijk_noord, 2)
    fill(engine, cast.wijk_zuid, 1, status=M.QUESTION)
    with transaction(engine) as session:
        create_objection(session, cast.wijk_zuid)
    page = zahra.get("/queue/").text
    assert "<title>(4) Te doen" in page
    assert "Idee 0 &lt;b&gt;" in page
    assert page.count('class="wb-item"') == 4
    assert "Dit klopt niet" in zahra.get("/queue/?tab=meldingen").text
    assert "wacht op antwoord" in zahra.get("/queue/?tab=wacht").text


def test_the_header_of_every_page_says_what_waits(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    fill(engine, cast.wijk_zuid, 3, status=M.IN_PROGRESS, owner_id=cast.manager_zuid.id)
    fill(engine, cast.wijk_zuid, 1, status=M.QUESTION)
    with transaction(engine) as session:
        yesterday = database_now(session).date() - timedelta(days=1)
    fill(engine, cast.wijk_zuid, 2, due_on=yesterday)
    for path in ("/din/", "/help/", "/geenpagina"):
        page = zahra.get(path).text
        assert "<title>(5) " in page
        assert shown_work(page) == {"Te doen": 5, "Van mij": 3, "Wacht": 1, "Te laat": 2}
    page = zahra.get("/queue/").text
    assert shown_work(page) == {}
    assert page.count("(5)") == 1


def shown_work(page: str) -> dict[str, int]:
    """The heaps in the header of a page, by the first words of their names."""
    found = re.findall(r'wb-work__link[^>]*>([^<]*?) <span class="wb-work__number">(\d+)<', page)
    return {name.partition(" op")[0]: int(number) for name, number in found}


def test_who_only_reads_has_no_work_in_the_header(
    engine: Engine, log_in: LogIn, cast: Cast
) -> None:
    fill(engine, cast.wijk_zuid, 2)
    with transaction(engine) as session:
        reader = create_staff(session, "Lezer", RoleName.MEELEZER, cast.zuid)
    page = log_in(reader).get("/din/").text
    assert shown_work(page) == {}
    assert "<title>(" not in page


def test_late_is_said_in_words(engine: Engine, zahra: FlaskClient, cast: Cast) -> None:
    fill(engine, cast.wijk_zuid, 1)
    assert ">te laat<" not in zahra.get("/queue/").text
    with transaction(engine) as session:
        yesterday = database_now(session).date() - timedelta(days=1)
    fill(engine, cast.wijk_zuid, 1, due_on=yesterday)
    assert zahra.get("/queue/").text.count(">te laat<") == 1
    assert "<title>(1) Te laat" in zahra.get("/queue/?tab=te-laat").text


def test_searching_keeps_what_was_asked(engine: Engine, zahra: FlaskClient, cast: Cast) -> None:
    fill(engine, cast.wijk_zuid, 2)
    fill(engine, cast.wijk_zuid, 1, body="Bij de kerk.")
    page = zahra.get(
        f"/queue/?tab=alles&q=%3Ckerk%3E+bij&wijk={cast.wijk_zuid.id}&soort=initiatief"
    ).text
    assert page.count('class="wb-item"') == 1
    assert 'value="&lt;kerk&gt; bij"' in page
    assert f'value="{cast.wijk_zuid.id}" selected' in page
    assert cast.wijk_noord.name not in page
    assert "Hier staat niets." in zahra.get("/queue/?q=%25").text


@pytest.mark.parametrize(
    "query",
    [
        "tab=x&soort=y&status=z&wijk=a",
        "wijk=99999999999999999999",
        "wijk=%C2%B2",
        "na=gisteren_1",
        "na=2026-01-01_",
        "na=2026-01-01_-5",
        "q=" + "x" * 5000,
        "q=%5C%25_'%22%3Cb%3E",
    ],
)
def test_nonsense_in_the_address_asks_for_nothing(zahra: FlaskClient, query: str) -> None:
    assert zahra.get(f"/queue/?{query}").status_code == 200


def test_pages_follow_each_other(engine: Engine, zahra: FlaskClient, cast: Cast) -> None:
    fill(engine, cast.wijk_zuid, 30)
    first = zahra.get("/queue/?q=idee").text
    assert first.count('class="wb-item"') == 25
    onward = first.split("na=")[1].split('"')[0]
    second = zahra.get(f"/queue/?q=idee&na={onward}").text
    assert second.count('class="wb-item"') == 5
    assert "na=" not in second.split('class="wb-pager"')[1]


def test_a_hundred_take_no_more_queries_than_ten(
    engine: Engine, demo_app: Flask, log_in: LogIn, cast: Cast
) -> None:
    browser = log_in(cast.manager_zuid)
    used = []
    for rows in (10, 90):
        fill(engine, cast.wijk_zuid, rows)
        with counted(engine) as statements:
            browser.get("/queue/")
        used.append(len(statements))
    assert used[0] == used[1] <= 8


def test_only_who_may_read_sees_the_queue(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    fill(engine, cast.wijk_zuid, 1)
    with transaction(engine) as session:
        beheerder = create_staff(session, "Bea", RoleName.BEHEERDER)
        reader = create_staff(session, "Lezer", RoleName.MEELEZER, cast.zuid)
    assert log_in(beheerder).get("/queue/").status_code == 403
    assert log_in(cast.stranger).get("/queue/").status_code == 403
    assert "Idee 0" not in log_in(cast.manager_noord).get("/queue/").text
    assert "Idee 0" in log_in(reader).get("/queue/").text


def test_a_reader_reads_and_is_offered_nothing_to_do(
    engine: Engine, log_in: LogIn, cast: Cast
) -> None:
    with transaction(engine) as session:
        idea = create_initiative(session, cast.wijk_zuid)
        reader = create_staff(session, "Lezer", RoleName.MEELEZER, cast.zuid)
    browser = log_in(reader)
    page = browser.get(f"/initiatief/{idea.ref}").text
    assert "Een wijkmanager beslist erover." in page
    assert ">Plaatsen<" not in page
    assert browser.get(f"/initiatief/{idea.ref}/plaatsen").status_code == 404


def test_the_form_of_a_decision_shows_colleagues_who_is_busy(
    engine: Engine, zahra: FlaskClient, log_in: LogIn, cast: Cast
) -> None:
    with transaction(engine) as session:
        idea = create_initiative(session, cast.wijk_zuid)
        other = create_staff(session, "Zeno Zuid", RoleName.WIJKMANAGER, cast.zuid)
    zeno, claim = log_in(other), f"/initiatief/{idea.ref}/beet"
    form = f"/initiatief/{idea.ref}/niet-plaatsen"
    assert f'data-claim="{claim}"' in zahra.get(form).text
    assert "is hiermee bezig" not in zeno.get("/queue/").text
    silent = {"csrf_token": token_of(zahra), "stil": "ja"}
    assert zahra.post(claim, data=silent).status_code == 204
    assert "Zahra Zuid is hiermee bezig sinds" in zeno.get("/queue/").text
    assert "Zahra Zuid is hiermee bezig sinds" in zeno.get(form).text
    assert zahra.post(claim, data=silent | {"los": "ja"}).status_code == 204
    assert "is hiermee bezig" not in zeno.get("/queue/").text
    with transaction(engine) as session:
        assert session.scalars(select(HistoryRow)).all() == []


def test_the_map_has_the_pins_of_the_page_and_the_wijken_one_may_see(
    engine: Engine, zahra: FlaskClient, cast: Cast
) -> None:
    shape = {"type": "Polygon", "coordinates": [[[6, 52], [7, 52], [7, 53], [6, 52]]]}
    with transaction(engine) as session:
        for wijk in (cast.wijk_zuid, cast.wijk_noord):
            session.get_one(Area, wijk.id).geometry = shape
    fill(engine, cast.wijk_zuid, 1)
    assert 'id="queue-map"' not in zahra.get("/queue/").text
    fill(engine, cast.wijk_zuid, 1, lat=52.5, lon=6.1)
    page = zahra.get("/queue/").text
    assert page.count('data-lat="52.5" data-lon="6.1"') == 1
    assert zahra.get("/queue/wijken").json == [{"name": "Assendorp", "shape": shape}]
