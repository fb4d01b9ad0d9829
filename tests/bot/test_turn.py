"""Turns: effects, state and replies once and together, whoever repeats, races or dies."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, event, func, select, update

from bot.turn import Busy
from models.db import database_now, transaction
from models.initiatives.contributions import Initiative
from models.messages.conversations import Conversation
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import OutMessage, OutState
from models.messages.pruning import prune
from models.messages.taking import lock_person
from models.people.residents import Address, Resident
from tests.bot.talker import Talker, load_zwolle, turns_of


@pytest.fixture
def resident(engine: Engine) -> Talker:
    load_zwolle(engine)
    return Talker(engine)


def inbox_states(engine: Engine) -> list[InboxState]:
    with transaction(engine) as session:
        return list(session.scalars(select(InboxRow.state).order_by(InboxRow.id)))


def propose(resident: Talker) -> None:
    """The whole proposal up to its summary."""
    resident.says_and_hears("/start")
    for words in ("8022", "ja", "/nieuw begin", "Een bankje", "Ontmoeten", "Voor iedereen"):
        resident.says_and_hears(words)
    for words in ("hele wijk", "ja", "ja", "overslaan", "zonder naam"):
        resident.says_and_hears(words)


def test_the_first_words_are_who_we_are(resident: Talker) -> None:
    heard = resident.says_and_hears("hallo")
    assert heard.startswith("Ik ben de wijkassistent van de gemeente Zwolle. Ik ben een computer.")
    assert "http://wijk.test/chat" in heard


def test_a_conversation_goes_on_after_a_restart(resident: Talker) -> None:
    resident.says_and_hears("/start")
    assert "Woont u in Diezerpoort?" in resident.says_and_hears("8022")
    assert "Diezerpoort" in resident.says_and_hears("ja")
    with transaction(resident.engine) as session:
        assert session.scalars(select(Resident)).one().wijk_id is not None


def test_an_idea_gets_a_number_once_however_often_it_is_sent(resident: Talker) -> None:
    propose(resident)
    assert "geen aanvraag" in resident.last()
    send = resident.data_of("Versturen")
    for _ in range(10):
        resident.taps(send)
    while turns_of(resident.engine).take():
        pass
    with transaction(resident.engine) as session:
        idea = session.scalars(select(Initiative)).one()
    assert idea.ref in resident.last()
    assert sum(idea.ref in str(row.body) for row in resident.all()) == 1


def test_two_answers_in_one_second_are_taken_in_their_order(resident: Talker) -> None:
    resident.says_and_hears("/start")
    resident.says("8022")
    resident.says("ja")
    barrier = Barrier(4)

    def work() -> None:
        worker = turns_of(resident.engine)
        barrier.wait()
        for _ in range(20):
            worker.take()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "Diezerpoort" in resident.last()
    assert inbox_states(resident.engine) == [InboxState.DONE] * 3


def test_a_turn_that_fails_three_times_is_set_aside_and_the_next_words_go_on(
    resident: Talker,
) -> None:
    resident.says_and_hears("/start")
    with transaction(resident.engine) as session:
        # A state whose own bytes cannot be opened: no turn of this person can succeed.
        session.execute(update(Conversation).values(state={}))
    resident.says("8022")
    with transaction(resident.engine) as session:
        row = session.scalars(select(InboxRow).order_by(InboxRow.id.desc()).limit(1)).one()
        row.body = b"no json at all"
    worker = turns_of(resident.engine)
    for _ in range(3):
        worker.take()
    assert inbox_states(resident.engine) == [InboxState.DONE, InboxState.POISON]
    assert "ging bij ons iets mis" in resident.last()
    assert "wijk" in resident.says_and_hears("/menu").lower()


def test_a_row_that_kills_its_worker_is_set_aside_after_three_deaths(resident: Talker) -> None:
    """Each death leaves the try that was counted beforehand, and nothing else."""
    resident.says("hallo")
    other = Talker(resident.engine, chat=8)
    other.says("hallo")
    with transaction(resident.engine) as session:
        first = session.scalars(select(InboxRow).order_by(InboxRow.id).limit(1)).one()
        first.tries = 3
    worker = turns_of(resident.engine, careful=True)
    worker.take()
    assert inbox_states(resident.engine) == [InboxState.POISON, InboxState.DONE]
    assert "ging bij ons iets mis" in resident.last()
    assert other.last().startswith("Ik ben de wijkassistent")
    assert not worker.careful


def test_two_hundred_people_cost_as_many_queries_as_two(resident: Talker) -> None:
    def statements(people: range) -> int:
        for chat in people:
            Talker(resident.engine, chat=chat).says("hallo")
        seen: list[str] = []

        def note(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        event.listen(resident.engine, "before_cursor_execute", note)
        worker = turns_of(resident.engine)
        assert worker.take() == len(people)
        event.remove(resident.engine, "before_cursor_execute", note)
        per_person = ("SAVEPOINT", "RELEASE", "INSERT INTO conversation")
        return sum(not text.startswith(per_person) for text in seen)

    assert statements(range(100, 102)) == statements(range(200, 400))


def test_a_busy_resident_is_waited_for_a_second_and_then_said_so(resident: Talker) -> None:
    resident.says("hallo")
    with transaction(resident.engine) as session:
        person = session.scalars(select(Resident.id)).one()
        lock_person(session, person)
        with pytest.raises(Busy):
            turns_of(resident.engine).take_of(person)
    turns_of(resident.engine).take_of(person)
    assert inbox_states(resident.engine) == [InboxState.DONE]


def test_a_page_number_of_five_thousand_digits_is_just_a_page_that_is_not_there(
    resident: Talker,
) -> None:
    propose(resident)
    resident.says_and_hears("Versturen")
    for command in ("/mijn ", "/opgaven diezerpoort "):
        resident.says_and_hears(command + "9" * 5_000)
    assert set(inbox_states(resident.engine)) == {InboxState.DONE}


def test_who_blocked_us_hears_nothing_until_they_write_again(resident: Talker) -> None:
    resident.says_and_hears("/start")
    resident.blocks()
    turns_of(resident.engine).take()
    with transaction(resident.engine) as session:
        assert session.scalars(select(Address)).one().closed_reason == "blocked"
    before = len(resident.all())
    resident.says_and_hears("/menu")
    assert len(resident.all()) == before + 1


def test_in_a_group_we_say_sorry_once_and_leave(resident: Talker) -> None:
    group = {"id": -100, "type": "group", "title": "Buren"}
    resident._update(
        message={"message_id": 1, "date": 1, "chat": group, "from": {"id": 7}, "text": "hoi"}
    )
    turns_of(resident.engine).take()
    said = Talker(resident.engine, chat=-100).all()
    assert [row.body["leave"] for row in said if row.body] == [True]


def test_after_erasing_nothing_of_a_person_is_left_but_the_goodbye(resident: Talker) -> None:
    propose(resident)
    resident.taps(resident.data_of("Versturen"))
    turns_of(resident.engine).take()
    resident.says_and_hears("/verwijder")
    resident.says_and_hears("Ja, verder")
    assert "Wij hebben uw gegevens gewist" in resident.says_and_hears("Ja, wis alles")
    with transaction(resident.engine) as session:
        idea = session.scalars(select(Initiative)).one()
        assert (idea.title, idea.resident_id, idea.name) == ("-", None, None)
        assert session.scalars(select(InboxRow.body)).all() == [None] * len(
            inbox_states(resident.engine)
        )
        kept = select(func.count()).select_from(OutMessage).where(OutMessage.body.is_not(None))
        assert session.scalar(kept) == 1


def test_a_second_tap_on_erase_all_is_answered_by_the_goodbye(resident: Talker) -> None:
    resident.says_and_hears("/verwijder")
    resident.says_and_hears("Ja, verder")
    everything = resident.data_of("Ja, wis alles")
    resident.taps(everything)
    resident.taps(everything)
    while turns_of(resident.engine).take():
        pass
    assert set(inbox_states(resident.engine)) == {InboxState.DONE}
    assert "Wij hebben uw gegevens gewist" in resident.last()
    with transaction(resident.engine) as session:
        assert session.scalars(select(Resident)).one().erased_at is not None


def test_who_erases_and_then_blocks_us_stays_erased(resident: Talker) -> None:
    resident.says_and_hears("/verwijder")
    resident.says_and_hears("Ja, verder")
    resident.says_and_hears("Ja, wis alles")
    resident.blocks()
    turns_of(resident.engine).take()
    with transaction(resident.engine) as session:
        session.execute(update(OutMessage).values(state=OutState.SENT))
        prune(session, database_now(session) + timedelta(hours=2))
        assert session.scalars(select(Address)).all() == []
        assert session.scalars(select(Resident)).all() == []


def test_who_comes_back_after_erasing_is_a_stranger_and_is_not_dropped(resident: Talker) -> None:
    resident.says_and_hears("/verwijder")
    resident.says_and_hears("Ja, verder")
    resident.says_and_hears("Ja, wis alles")
    assert resident.says_and_hears("hallo").startswith("Ik ben de wijkassistent")
    with transaction(resident.engine) as session:
        prune(session, database_now(session) + timedelta(hours=2))
        person = session.scalars(select(Resident)).one()
        assert (person.erased_at, person.muted) == (None, False)
