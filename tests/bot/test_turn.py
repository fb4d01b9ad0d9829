"""Turns: effects, state and replies once and together, whoever repeats, races or dies."""

import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select, text, update

from bot.turn import Busy
from models.db import database_now, transaction
from models.initiatives.contributions import Initiative
from models.messages.conversations import Conversation
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import OutMessage, OutState
from models.messages.pruning import prune
from models.messages.taking import lock_person
from models.people.residents import Address, Resident
from tests.bot.talker import Talker, turns_of
from tests.statements import counted
from tests.zwolle import load_zwolle

PATIENCE = 30


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
    for _ in range(5):
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


def test_after_an_unclean_end_only_who_was_begun_before_goes_alone(resident: Talker) -> None:
    """Whatever killed the last worker is among the rows that it had begun."""
    crowd = [Talker(resident.engine, chat=chat) for chat in range(100, 110)]
    for one in crowd:
        one.says("hallo")
    with transaction(resident.engine) as session:
        begun = session.scalars(select(InboxRow).order_by(InboxRow.id).limit(3)).all()
        for row in begun:
            row.tries = 1
    with counted(resident.engine) as statements:
        worker = turns_of(resident.engine, careful=True)
        assert worker.take() == 10
    assert len([one for one in statements if "FOR NO KEY UPDATE" in one]) == 2 + 2 * len(begun)
    assert inbox_states(resident.engine) == [InboxState.DONE] * 10
    with transaction(resident.engine) as session:
        tries = session.scalars(select(InboxRow.tries).order_by(InboxRow.id)).all()
    assert tries == [2, 2, 2, 1, 1, 1, 1, 1, 1, 1]
    assert not worker.careful


def test_a_hundred_people_cost_as_many_statements_as_ten(resident: Talker) -> None:
    """Also when each of them chooses a wijk."""
    worker = turns_of(resident.engine)
    resident.says("hallo")
    # The plan is read once, by whoever comes first.
    worker.take()

    def statements(people: range) -> list[int]:
        found = []
        for words in ("hallo", "8022", "ja", "menu"):
            for chat in people:
                Talker(resident.engine, chat=chat).says(words)
            with counted(resident.engine) as seen:
                assert worker.take() == len(people)
            # How often it looks where words begin goes by the clock, not by the people.
            found.append(len([one for one in seen if "least(" not in one]))
        return found

    few = statements(range(100, 110))
    assert few == statements(range(200, 300))
    assert max(few) < 20


def test_words_that_open_late_are_found_below_the_newest(resident: Talker) -> None:
    """A photo was fetched for long; meanwhile hundreds spoke. It stands far below, and is found."""
    worker = turns_of(resident.engine)
    resident.says("mijn foto")
    with resident.engine.begin() as connection:
        connection.execute(text("UPDATE inbox SET state = 'files'"))
        connection.execute(text("SELECT setval('inbox_id_seq', 50000)"))
    Talker(resident.engine, chat=900).says("hallo")
    assert worker.take() == 1
    with resident.engine.begin() as connection:
        connection.execute(text("UPDATE inbox SET state = 'open' WHERE state = 'files'"))
    end = time.monotonic() + PATIENCE
    while not worker.take():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_turn_that_fails_halfway_leaves_nothing_and_takes_nobody_along(
    resident: Talker,
) -> None:
    propose(resident)
    send = resident.data_of("Versturen")
    with transaction(resident.engine) as session:
        conversation = session.scalars(select(Conversation)).one()
        # The idea is written before its photo is found to be none.
        draft = conversation.state["draft"] | {"photos": ["no photo of ours"]}
        conversation.state = conversation.state | {"draft": draft}
    neighbours = [Talker(resident.engine, chat=chat) for chat in (8, 9)]
    neighbours[0].says("hallo")
    resident.taps(send)
    neighbours[1].says("hallo")
    before = len(resident.all())
    assert turns_of(resident.engine).take() == 3
    with transaction(resident.engine) as session:
        assert session.scalars(select(Initiative)).all() == []
        row = session.scalars(select(InboxRow).where(InboxRow.state == InboxState.OPEN)).one()
        assert (row.tries, row.reason) == (1, "ValueError")
    assert len(resident.all()) == before
    assert all(one.last().startswith("Ik ben de wijkassistent") for one in neighbours)


def test_words_that_do_not_open_are_their_own_writers_trouble(resident: Talker) -> None:
    other = Talker(resident.engine, chat=8)
    resident.says("hallo")
    other.says("hallo")
    with transaction(resident.engine) as session:
        session.execute(
            text("UPDATE inbox SET body = :damaged WHERE id = (SELECT min(id) FROM inbox)"),
            {"damaged": b"\x01\x02"},
        )
    worker = turns_of(resident.engine)
    for _ in range(3):
        worker.take()
    assert inbox_states(resident.engine) == [InboxState.POISON, InboxState.DONE]
    assert "ging bij ons iets mis" in resident.last()
    assert other.last().startswith("Ik ben de wijkassistent")
    assert not worker.careful


def test_a_state_that_does_not_open_is_lost_and_we_say_so(resident: Talker) -> None:
    resident.says_and_hears("/start")
    resident.says_and_hears("8022")
    with transaction(resident.engine) as session:
        session.execute(text("UPDATE conversation SET state = :damaged"), {"damaged": b"gAAA"})
    assert "niet meer waar" in resident.says_and_hears("ja")
    assert "Woont u in Diezerpoort?" in resident.says_and_hears("8022")


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
