"""Plain sentences through the real turns: what is stored of them, and what never waits."""

import pytest
from sqlalchemy import Engine, func, select, text

from models.db import transaction
from models.messages.missed import MissedWords
from models.people.calls import CallRequest
from tests.bot.talker import Talker
from tests.bot.test_in_doubt import UNSURE, lose
from tests.bot.visitor import visitor
from tests.zwolle import load_zwolle

VEILIG_THUIS, ONE_ONE_THREE = "0800-2000", "0800-0113"


@pytest.fixture
def resident(engine: Engine) -> Talker:
    load_zwolle(engine)
    talker = Talker(engine)
    for words in ("/start", "8022", "ja"):
        talker.says_and_hears(words)
    return talker


def test_distress_in_the_middle_of_an_idea_gets_zwolles_number_and_the_idea_is_kept(
    resident: Talker,
) -> None:
    resident.says_and_hears("ik wil een bankje in Assendorp")
    question = resident.says_and_hears("Ontmoeten")
    heard = resident.says_and_hears("Mijn man slaat mij")
    assert VEILIG_THUIS in heard
    assert "112" in heard
    assert heard.endswith(question)
    assert "Stap 3 van 5" in resident.says_and_hears("Voor oma's")


def test_distress_does_not_wait_for_a_question_that_was_perhaps_never_seen(
    resident: Talker,
) -> None:
    resident.says_and_hears("/nieuw begin")
    lose(resident)
    heard = resident.says_and_hears("ik wil niet meer leven")
    assert ONE_ONE_THREE in heard
    assert UNSURE not in heard


def test_the_web_chat_hears_it_too(engine: Engine, resident: Talker) -> None:
    neighbour = visitor(engine)
    neighbour.begins()
    page = neighbour.types("ik wil dood")
    assert ONE_ONE_THREE in " ".join(page.ours)


def test_a_miss_is_counted_without_who_said_it(engine: Engine, resident: Talker) -> None:
    for words in ("/menu", "Blub 0612345678", "/menu", "blub 0387654321"):
        resident.says_and_hears(words)
    with transaction(engine) as session:
        row = session.scalars(select(MissedWords)).one()
    assert (row.words, row.times) == ("blub *", 2)


def test_a_number_to_call_is_sealed_and_can_be_taken_back(engine: Engine, resident: Talker) -> None:
    for words in ("bel mij", "06 12345678"):
        resident.says_and_hears(words)
    assert "Wij bellen u, uiterlijk" in resident.says_and_hears("ja")
    with transaction(engine) as session:
        request = session.scalars(select(CallRequest)).one()
        stored = session.execute(text("SELECT phone FROM call_request")).scalar_one()
    assert request.phone == "0612345678"
    assert request.stadsdeel_id is not None
    assert b"0612345678" not in bytes(stored)
    resident.says_and_hears("Bel mij niet")
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(CallRequest)) == 0


def test_a_report_is_sent_to_where_zwolle_takes_it(resident: Talker) -> None:
    heard = resident.says_and_hears("de container bij ons zit helemaal vol")
    assert "ROVA" in heard
    assert "038-4273777" in heard
