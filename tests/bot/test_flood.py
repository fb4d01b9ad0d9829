"""Who sends more than anybody can read hears so once a minute; nobody else waits for it."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from models.db import database_now, transaction
from models.messages.inbox import InboxRow, InboxState, Quiet
from models.people.flooding import BETWEEN_NOTICES, REFILL, SIZE
from models.people.residents import Resident
from tests.bot.talker import Talker, turns_of
from tests.zwolle import load_zwolle

NOTICE = "heel veel berichten"
NUMBER = "Bel meteen 112"


@pytest.fixture
def flooder(engine: Engine) -> Talker:
    load_zwolle(engine)
    return Talker(engine)


def floods(talker: Talker, messages: int = 60) -> None:
    for number in range(messages):
        talker.says(f"bericht {number}")


def take_all(engine: Engine) -> None:
    """Each batch by another worker, who remembers nothing of the one before."""
    while turns_of(engine).take():
        pass


def notices(talker: Talker) -> int:
    return sum("house.too_much" in str(row.body) for row in talker.all())


def numbers(talker: Talker) -> int:
    return sum("danger.c" in str(row.body) for row in talker.all())


def has_said_too_much(engine: Engine) -> None:
    """So much that for an hour nothing more is read, however long this test takes."""
    with transaction(engine) as session:
        later = database_now(session) + timedelta(hours=1)
        session.execute(update(Resident).values(full_at=later))


def a_minute_passes(engine: Engine) -> None:
    """Their bucket is full, and what they were told is a minute ago."""
    with transaction(engine) as session:
        ago = database_now(session) - BETWEEN_NOTICES
        session.execute(update(Resident).values(full_at=None, hushed_at=ago, alarmed_at=ago))


def test_twenty_are_answered_then_comes_one_notice_and_silence(flooder: Talker) -> None:
    began = time.monotonic()
    floods(flooder)
    take_all(flooder.engine)
    refilled = 1 + (time.monotonic() - began) / REFILL.total_seconds()
    assert SIZE <= len(flooder.all()) - notices(flooder) <= SIZE + refilled
    has_said_too_much(flooder.engine)
    heard = len(flooder.all()) - notices(flooder)
    floods(flooder)
    take_all(flooder.engine)
    assert (len(flooder.all()), notices(flooder)) == (heard + 1, 1)
    assert NOTICE in flooder.last()


def test_what_was_too_much_is_done_and_not_kept(flooder: Talker) -> None:
    flooder.says_and_hears("hallo")
    has_said_too_much(flooder.engine)
    floods(flooder, 10)
    take_all(flooder.engine)
    with transaction(flooder.engine) as session:
        rows = session.scalars(select(InboxRow).order_by(InboxRow.id)).all()
        assert {row.state for row in rows} == {InboxState.DONE}
        assert [row.reason for row in rows] == [None] + [Quiet.FLOOD] * 10
        assert [row.body for row in rows[1:]] == [None] * 10


def test_after_a_minute_they_are_heard_again_and_warned_again(flooder: Talker) -> None:
    flooder.says_and_hears("hallo")
    for warned in (1, 2):
        has_said_too_much(flooder.engine)
        floods(flooder)
        take_all(flooder.engine)
        assert notices(flooder) == warned
        a_minute_passes(flooder.engine)
        assert NOTICE not in flooder.says_and_hears("/menu")


def test_who_is_in_danger_hears_whom_to_call_however_much_they_said(flooder: Talker) -> None:
    flooder.says_and_hears("hallo")
    has_said_too_much(flooder.engine)
    floods(flooder, 5)
    take_all(flooder.engine)
    assert (notices(flooder), numbers(flooder)) == (1, 0)
    # Somewhere among what nobody reads, and once a minute.
    for words in ("er is brand bij de buren", "help mij nu"):
        floods(flooder, 3)
        flooder.says(words)
        floods(flooder, 3)
        take_all(flooder.engine)
        assert (notices(flooder), numbers(flooder)) == (1, 1)
    assert NUMBER in flooder.last()
    a_minute_passes(flooder.engine)
    has_said_too_much(flooder.engine)
    floods(flooder, 1)
    flooder.sends(photo=[{"file_id": "f", "file_size": 9}], caption="mijn man ademt niet meer")
    take_all(flooder.engine)
    assert numbers(flooder) == 2


def test_what_cannot_be_read_keeps_nobody_from_hearing_whom_to_call(flooder: Talker) -> None:
    flooder.says_and_hears("hallo")
    has_said_too_much(flooder.engine)
    flooder.says("help er is brand")
    spoilt = flooder.says("bericht")
    with transaction(flooder.engine) as session:
        row = update(InboxRow).where(InboxRow.update_id == str(spoilt))
        session.execute(row.values(body=b"odd"))
    take_all(flooder.engine)
    assert numbers(flooder) == 1


def test_neighbours_do_not_wait_for_a_flood(flooder: Talker) -> None:
    flooder.says_and_hears("hallo")
    has_said_too_much(flooder.engine)
    # More than a worker looks at in one batch.
    floods(flooder, 900)
    neighbours = [Talker(flooder.engine, chat=100 + number) for number in range(5)]
    for one in neighbours:
        one.says("hallo")
    for _ in range(2):
        turns_of(flooder.engine).take()
    assert all(one.all() for one in neighbours)


def test_a_whole_proposal_in_one_go_is_no_flood(flooder: Talker) -> None:
    for _ in range(SIZE):
        flooder.says_and_hears("/menu")
    assert (len(flooder.all()), notices(flooder)) == (SIZE, 0)
