"""The plan as a file, from the talk: for its owner, once, and not by another's link."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, select

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation, Realisation
from models.people.residents import Address
from tests.bot.talker import Talker
from tests.bot.test_takeout_page import link_in
from tests.bot.visitor import Visitor, visitor
from tests.builders import Cast, create_cast, create_initiative


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with transaction(engine) as session:
        return create_cast(session)


@pytest.fixture
def ria(engine: Engine, cast: Cast) -> Talker:
    """She has an idea that can be carried out."""
    ria = Talker(engine)
    ria.says_and_hears("/start")
    with transaction(engine) as session:
        address = next(one for one in session.scalars(select(Address)) if one.external_id == "7")
        create_initiative(
            session,
            cast.wijk_zuid,
            status=Moderation.PLACED,
            realisation=Realisation.FEASIBLE,
            category_id=cast.category.id,
            resident_id=address.resident_id,
            address_id=address.id,
        )
    return ria


@pytest.fixture
def browser(engine: Engine) -> Visitor:
    return visitor(engine)


def ref_of(engine: Engine) -> str:
    with transaction(engine) as session:
        return session.scalars(select(Initiative.ref)).one()


def test_a_plan_is_made_in_the_chat_and_given_once(
    engine: Engine, ria: Talker, browser: Visitor
) -> None:
    ref = ref_of(engine)
    assert "Vraag 1 van 4: Wie doet mee" in ria.says_and_hears("plan")
    assert "Vraag 3 van 4" in ria.says_and_hears("Vier buren")
    assert "1. Wie doet mee: klaar" in ria.says_and_hears(f"/plan {ref} alles")
    ria.says_and_hears(f"/plan {ref} bestand")
    path = link_in(ria)
    for _ in range(2):
        assert "Haal het plan op" in browser.opens(path).words
    answer = browser.client.post(path)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="plan-{ref}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Vier buren" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert browser.client.post(path).status_code == 404
    assert "Deze link werkt niet meer" in browser.opens(path).words


def test_the_link_to_a_plan_opens_nothing_else(
    engine: Engine, ria: Talker, browser: Visitor
) -> None:
    ria.says_and_hears(f"/plan {ref_of(engine)} bestand")
    path = link_in(ria)
    for other in (path.replace("/chat/plan/", "/chat/gegevens/"), "/chat/plan/abc"):
        assert browser.client.post(other).status_code == 404
    ria.says_and_hears("/gegevens bestand")
    assert browser.client.post(path).status_code == 404
    mine = link_in(ria)
    assert browser.client.post(mine.replace("/gegevens/", "/plan/")).status_code == 404
    assert browser.client.post(mine).status_code == 200


def test_another_resident_gets_no_plan_and_no_file(engine: Engine, ria: Talker) -> None:
    stranger, ref = Talker(engine, chat=8), ref_of(engine)
    for text in (f"/plan {ref}", f"/plan {ref} bestand", f"/start p_{ref}"):
        heard = stranger.says_and_hears(text)
        assert "Dit nummer vind ik niet bij uw ideeën." in heard
        assert "chat/plan" not in heard
