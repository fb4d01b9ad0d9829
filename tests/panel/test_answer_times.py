"""The public page about how soon we answer: what it says, and what it leaves out."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import database_now, transaction
from panel.public.answering import percent
from tests.builders import Cast
from tests.watching import a_day_of

PAGE = "/antwoordtijd"


def days(engine: Engine, *counts: tuple[int, int, int, int, int]) -> None:
    """Days ago, answered, within one second, within ten, missed."""
    with transaction(engine) as session:
        now = database_now(session)
        for ago, *rest in counts:
            a_day_of(session, now - timedelta(days=ago), *rest)


def rows(page: str) -> list[list[str]]:
    """The cells of the table, the row of heads left out."""
    body = page.partition("<tbody")[2]
    cells = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
    return [[one.strip() for one in cells.findall(row)] for row in body.split("<tr")[1:]]


def test_it_says_per_day_how_many_were_answered_and_how_soon(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    days(engine, (1, 1200, 900, 1194, 0), (2, 80, 79, 80, 20))
    page = visitor.get(PAGE).text
    # 1274 of 1300: what was missed counts as late.
    finding = "In de laatste 30 dagen kreeg 98% van de berichten binnen 10 seconden antwoord."
    assert page.count(finding) == 2
    assert f'<title id="days-title">{finding}</title>' in page
    today, yesterday, before = rows(page)
    assert "vandaag" in today[0]
    assert yesterday[1:] == ["1.200", "75%", "99,5%"]
    assert before[1:] == ["80", "79%", "80%"]
    assert page.count('class="wp-bar__value"') == 2
    english = visitor.get(f"{PAGE}?taal=en").text
    assert "98% of all messages were answered within 10 seconds" in english


def test_a_day_with_few_answers_shows_that_there_were_too_few(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    days(engine, (1, 9, 3, 9, 0), (2, 9, 9, 9, 1), (3, 40, 40, 40, 0), (4, 5, 0, 0, 0))
    page = visitor.get(PAGE).text
    table = rows(page)
    assert [row[1] for row in table] == [
        *["te weinig om te laten zien"] * 2,
        *("9", "40"),
    ]
    # Nor can they be worked out from the whole: they are not in it.
    assert "98% van de berichten" in page


def test_where_nobody_spoke_yet_it_says_so(
    engine: Engine, cast: Cast, visitor: FlaskClient
) -> None:
    days(engine, (1, 9, 9, 9, 0), (31, 500, 500, 500, 0))
    page = visitor.get(PAGE).text
    assert "nog te weinig antwoorden" in page
    assert "<table" not in page
    assert "<svg" not in page


def test_a_share_is_never_rounded_up_to_a_whole(visitor: FlaskClient) -> None:
    app = visitor.application
    with app.test_request_context("/"):
        said = [percent(share) for share in (1, 0.9999, 0.9996, 0.5, 0)]
    assert said == ["100%", "99,9%", "99,9%", "50%", "0%"]


def test_every_page_leads_there(cast: Cast, visitor: FlaskClient) -> None:
    assert f'href="{PAGE}"' in visitor.get("/").text
