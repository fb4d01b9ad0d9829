"""A wijkmanager merges: sees both side by side, sees what each author will read, can undo it."""

import html

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.supporting import SupportKind, support
from models.people.residents import Address, Resident
from tests.acts import texts_queued
from tests.builders import NOW, Cast, create_initiative
from tests.panel.acting import carry_out, open_form
from tests.panel.conftest import LogIn

M = Moderation


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    return log_in(cast.manager_zuid)


@pytest.fixture
def pair(engine: Engine, cast: Cast) -> tuple[Initiative, Initiative]:
    """Two of the same: one of the resident, one of the neighbour."""
    with transaction(engine) as session:
        mine = create_initiative(
            session,
            cast.wijk_zuid,
            cast.resident,
            cast.address,
            status=M.PLACED,
            title="Zitje bij het plein",
        )
        theirs = create_initiative(
            session,
            cast.wijk_zuid,
            cast.neighbour,
            cast.neighbour_address,
            status=M.PLACED,
            title="Een bankje op het plein <b>nu</b>",
        )
        neighbour = session.get_one(Resident, cast.neighbour.id)
        chat = session.get_one(Address, cast.neighbour_address.id)
        support(session, neighbour, chat, theirs.ref, SupportKind.HEART, NOW)
        return mine, theirs


def messages(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return texts_queued(session)


def status_of(engine: Engine, idea: Initiative) -> Moderation:
    with transaction(engine) as session:
        return session.get_one(Initiative, idea.id).status


def test_what_looks_alike_is_offered_and_compared_side_by_side(
    engine: Engine, zahra: FlaskClient, pair: tuple[Initiative, Initiative]
) -> None:
    mine, theirs = pair
    url = f"/initiatief/{mine.ref}/samenvoegen"
    page = zahra.get(f"/initiatief/{mine.ref}").text
    assert f"{url}?into={theirs.ref}" in page
    beside = html.unescape(zahra.get(f"{url}?into={theirs.ref}").text)
    assert mine.title in beside
    assert theirs.title in beside
    assert "1 hart." in beside
    # What the other author will read, beside what one's own will.
    assert "Een ander idee lijkt op uw idee" in beside
    assert messages(engine) == []


def test_both_hear_and_each_page_leads_to_the_other(
    engine: Engine, zahra: FlaskClient, pair: tuple[Initiative, Initiative]
) -> None:
    mine, theirs = pair
    carry_out(zahra, f"/initiatief/{mine.ref}/samenvoegen", into=theirs.ref, told="Samen sterker")
    author, other = messages(engine)
    assert "Samen sterker" in author
    assert "Samen sterker" not in other
    assert f"/initiatief/{theirs.ref}" in zahra.get(f"/initiatief/{mine.ref}").text
    page = zahra.get(f"/initiatief/{theirs.ref}").text
    assert "Dit idee telt mee." in page
    assert mine.title in page


def test_taken_apart_again(
    engine: Engine, zahra: FlaskClient, pair: tuple[Initiative, Initiative]
) -> None:
    mine, theirs = pair
    carry_out(zahra, f"/initiatief/{mine.ref}/samenvoegen", into=theirs.ref)
    page = zahra.get(f"/initiatief/{mine.ref}").text
    assert "/losmaken" in page
    assert "/plaatsen" not in page
    assert "/oppakken" not in page
    done = carry_out(zahra, f"/initiatief/{mine.ref}/losmaken", told="Het is toch iets anders.")
    assert done.status_code == 303
    author, other = messages(engine)[2:]
    for words in ("gaat nu weer apart verder", "op de website", "Het is toch iets anders."):
        assert words in author
    assert theirs.ref in other
    assert status_of(engine, mine) is M.PLACED


def test_a_number_that_is_not_there_is_said_beside_it(
    engine: Engine, zahra: FlaskClient, cast: Cast, pair: tuple[Initiative, Initiative]
) -> None:
    mine, theirs = pair
    with transaction(engine) as session:
        session.get_one(Initiative, theirs.id).status = M.HIDDEN
    form = open_form(zahra, f"/initiatief/{mine.ref}/samenvoegen")
    for ref in (theirs.ref, mine.ref, "Z-9999", "<b>"):
        answer = form.post("look", into=ref, told="Blijft staan")
        assert answer.status_code == 409
        assert "Kijk het nummer na." in answer.text
        assert "Blijft staan" in answer.text
        assert theirs.title not in html.unescape(answer.text)


def test_who_comes_second_crosswise_is_told_so(
    zahra: FlaskClient, pair: tuple[Initiative, Initiative]
) -> None:
    mine, theirs = pair
    late = open_form(zahra, f"/initiatief/{theirs.ref}/samenvoegen")
    late.post("look", into=mine.ref)
    carry_out(zahra, f"/initiatief/{mine.ref}/samenvoegen", into=theirs.ref)
    answer = late.post("send", into=mine.ref)
    assert answer.status_code == 409
    assert "Dit andere idee staat niet op de website" in answer.text
