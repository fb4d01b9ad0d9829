"""When nobody knows whether our last question arrived, it is put again before words are taken."""

import pytest
from sqlalchemy import Engine, select, update

from models.db import database_now, transaction
from models.messages.outbox import Lane, OutMessage, OutState
from models.people.residents import Address
from tests.bot.talker import Talker, turns_of
from tests.statements import counted
from tests.zwolle import load_zwolle

UNSURE = "Ik weet niet of mijn vorige bericht aankwam."


@pytest.fixture
def resident(engine: Engine) -> Talker:
    load_zwolle(engine)
    talker = Talker(engine)
    talker.says_and_hears("/start")
    talker.says_and_hears("8022")
    return talker


def lose(resident: Talker, message: int = -1) -> None:
    """The connection was lost while this message was on the wire; all others arrived."""
    ids = [row.id for row in resident.all()]
    with transaction(resident.engine) as session:
        now = database_now(session)
        for id_ in ids:
            state = OutState.UNKNOWN if id_ == ids[message] else OutState.SENT
            session.execute(
                update(OutMessage).where(OutMessage.id == id_).values(state=state, done_at=now)
            )


def test_words_are_no_answer_to_a_question_that_was_perhaps_never_seen(resident: Talker) -> None:
    resident.says_and_hears("ja")
    resident.says_and_hears("/nieuw begin")
    question = resident.last()
    lose(resident)
    heard = resident.says_and_hears("Een bankje")
    assert heard.startswith(UNSURE)
    assert heard.endswith(question)
    # Once: now the same words are the answer.
    assert UNSURE not in resident.says_and_hears("Een bankje")
    assert resident.last() != question


def test_who_taps_a_button_has_seen_the_question(resident: Talker) -> None:
    tap = resident.data_of("Ja")
    lose(resident)
    resident.taps(tap)
    turns_of(resident.engine).take()
    assert UNSURE not in resident.last()
    assert "Diezerpoort" in resident.last()


@pytest.mark.parametrize("words", ["/menu", "ja", "menu"])
def test_commands_and_typed_choices_mean_what_they_say(resident: Talker, words: str) -> None:
    lose(resident)
    assert UNSURE not in resident.says_and_hears(words)


def test_an_older_message_in_doubt_is_no_reason_to_ask_again(resident: Talker) -> None:
    lose(resident, message=0)
    assert UNSURE not in resident.says_and_hears("ik weet het niet")


def test_news_in_doubt_is_for_the_panel_and_not_for_the_talk(resident: Talker) -> None:
    with transaction(resident.engine) as session:
        now = database_now(session)
        news = OutMessage(
            address_id=session.scalars(select(Address.id)).one(),
            bot="8120",
            lane=Lane.SERVICE,
            dedupe="news:1",
            state=OutState.UNKNOWN,
            created_at=now,
        )
        session.add(news)
    assert UNSURE not in resident.says_and_hears("ik weet het niet")
    with transaction(resident.engine) as session:
        assert session.get_one(OutMessage, news.id).settled_at is None


def test_whoever_talks_on_takes_the_doubt_off_the_panels_list(resident: Talker) -> None:
    lose(resident)
    lost = resident.all()[-1].id
    resident.says_and_hears("/menu")
    with transaction(resident.engine) as session:
        assert session.get_one(OutMessage, lost).settled_at is not None


def test_doubt_costs_a_batch_as_much_for_many_as_for_two(engine: Engine) -> None:
    load_zwolle(engine)

    def statements(people: range) -> int:
        talkers = [Talker(engine, chat=chat) for chat in people]
        for talker in talkers:
            talker.says("hallo")
        turns_of(engine).take()
        with transaction(engine) as session:
            session.execute(update(OutMessage).values(state=OutState.UNKNOWN))
        for talker in talkers:
            talker.says("iets")
        with counted(engine) as seen:
            assert turns_of(engine).take() == len(people)
        assert UNSURE in talkers[0].last()
        per_person = ("SAVEPOINT", "RELEASE", "INSERT INTO conversation")
        return sum(not text.startswith(per_person) for text in seen)

    assert statements(range(100, 102)) == statements(range(200, 230))
