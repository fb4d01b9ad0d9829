"""Whatever people send, each of it has a reply or a reason: reconciling finds no gap in real talks.

It holds the turns to the keys by which replies are found again, and to saying why they are quiet.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, func, select

from models.db import database_now, transaction
from models.messages.inbox import InboxRow, InboxState, Quiet
from models.messages.outbox import OutMessage, OutState
from models.messages.tallying import answers, tally
from models.operations.gaps import Gap, GapKind
from models.operations.reconciling import reconcile
from models.people.residents import Resident
from tests.bot.talker import Talker, turns_of
from tests.zwolle import load_zwolle

SOON = timedelta(minutes=2)
GROUP = {"id": -100, "type": "group", "title": "Buren"}


def erases(ria: Talker) -> None:
    for words in ("/verwijder", "Ja, verder", "Ja, wis alles"):
        ria.says_and_hears(words)
    ria.says("hallo?")


def erases_with_words_behind_it(ria: Talker) -> None:
    for words in ("/verwijder", "Ja, verder"):
        ria.says_and_hears(words)
    ria.says("Ja, wis alles")
    ria.says("en nog iets")


def taps_twice(ria: Talker) -> None:
    ria.says_and_hears("/start")
    ria.says_and_hears("8022")
    for _ in range(3):
        ria.taps(ria.data_of("Ja"))


def says_far_too_much(ria: Talker) -> None:
    for number in range(40):
        ria.says(f"regel {number}")


def writes_in_a_group(ria: Talker) -> None:
    said = {"message_id": 1, "date": 1, "chat": GROUP, "from": {"id": 7}, "text": "hoi"}
    ria._update(message=said)
    ria._update(message=said)


def blocks_and_comes_back(ria: Talker) -> None:
    ria.says_and_hears("/start")
    ria.blocks()
    ria.says("toch nog iets")


def sends_what_nobody_reads(ria: Talker) -> None:
    ria.sends(pinned_message={"message_id": 1})
    ria.sends(sticker={"file_id": "x"})
    ria.sends(dice={"value": 3})
    ria.taps("../../etc/passwd")
    ria._update(channel_post={"message_id": 1, "date": 1, "chat": GROUP})
    ria._update(edited_message=ria._message() | {"text": "anders"})


@pytest.mark.parametrize(
    "act",
    [
        erases,
        erases_with_words_behind_it,
        taps_twice,
        says_far_too_much,
        writes_in_a_group,
        blocks_and_comes_back,
        sends_what_nobody_reads,
    ],
)
def test_nobody_who_said_something_is_left_without_a_reply_or_a_reason(
    engine: Engine, act: Callable[[Talker], None]
) -> None:
    load_zwolle(engine)
    act(Talker(engine))
    worker = turns_of(engine)
    while worker.take():
        pass
    with transaction(engine) as session:
        states = set(session.scalars(select(InboxRow.state)))
        assert states == {InboxState.DONE}
        reconcile(session, database_now(session) + SOON)
        assert session.scalars(select(Gap.subject)).all() == []
        for row in session.scalars(select(OutMessage)):
            row.state, row.done_at = OutState.SENT, row.created_at
        session.flush()
        tally(session, database_now(session) + SOON)
        quiet = select(func.count()).where(InboxRow.reason.in_(list(Quiet)))
        found = answers(session, database_now(session))
        owed = select(func.count()).where(InboxRow.address_id.is_not(None))
        assert found.answered >= (session.scalar(owed) or 0) - (session.scalar(quiet) or 0)


def test_a_reply_that_is_lost_on_the_way_would_be_seen(engine: Engine) -> None:
    load_zwolle(engine)
    Talker(engine).says_and_hears("hallo")
    with transaction(engine) as session:
        session.execute(delete(OutMessage))
        reconcile(session, database_now(session) + SOON)
        assert session.scalars(select(Gap.kind)).all() == [GapKind.NO_REPLY]
        assert session.scalar(select(func.count()).select_from(Resident)) == 1
