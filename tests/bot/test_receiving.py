"""Everything that comes in is stored once, before it is confirmed, whatever it is."""

import json
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.channels.telegram.intake import Mixed, received, split
from models.db import transaction
from models.messages.inbox import InboxRow, InboxState
from models.messages.receiving import Received, store
from models.people.residents import Address, Resident
from tests.builders import NOW

BOT = "8120"


def an_update(update_id: int, chat: int = 7, text: str = "hoi", **more: object) -> bytes:
    chat_json = {"id": chat, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat_json, "from": {"id": chat}, "text": text}
    return json.dumps({"update_id": update_id, "message": message | more}).encode()


def rows_of(session: Session) -> list[InboxRow]:
    return list(session.scalars(select(InboxRow).order_by(InboxRow.id)))


def test_the_same_update_five_times_is_one_row(session: Session) -> None:
    row = received(BOT, an_update(1))
    assert [store(session, [row, row], NOW), store(session, [row], NOW)] == [1, 0]
    assert len(rows_of(session)) == 1


def test_two_chats_are_two_residents_and_a_lower_id_later_still_counts(session: Session) -> None:
    store(session, [received(BOT, an_update(500, chat=1))], NOW)
    store(session, [received(BOT, an_update(3, chat=2)), received(BOT, an_update(4, chat=1))], NOW)
    assert len(rows_of(session)) == 3
    assert session.scalar(select(func.count()).select_from(Resident)) == 2


def test_a_photo_waits_for_the_files_stage(session: Session) -> None:
    photo = [{"file_id": "a", "width": 9, "height": 9, "file_size": 5}]
    store(session, [received(BOT, an_update(1, photo=photo))], NOW)
    assert rows_of(session)[0].state == InboxState.FILES


def test_what_cannot_be_read_is_set_aside_and_confirmed(session: Session) -> None:
    """It spoils the whole answer, so it is asked for alone: its neighbours are good."""
    spoiled = b'{"update_id":41,"message":\xff\xfe}'
    with pytest.raises(Mixed):
        split(BOT, b'{"ok":true,"result":[' + spoiled + b',{"update_id":42}]}')
    rows, offset = split(BOT, b'{"ok":true,"result":[' + spoiled + b"]}", alone=True)
    store(session, rows, NOW)
    assert offset == 42
    assert {row.state for row in rows_of(session)} == {InboxState.POISON}


@pytest.mark.parametrize("deep", [300, 20_000])
def test_what_is_nested_too_deep_is_somebodys_joke_and_stops_nobody(
    session: Session, deep: int
) -> None:
    joke = b'{"update_id": 41, "x": ' + b"[" * deep + b"]" * deep + b"}"
    rows, offset = split(BOT, b'{"ok":true,"result":[' + joke + b"]}", alone=True)
    assert store(session, rows, NOW) == 1
    assert offset == 42


def test_nul_and_lone_surrogates_are_stored_and_read_back(session: Session) -> None:
    body = an_update(1, text="nul\u0000 half\ud800")
    store(session, [received(BOT, body)], NOW)
    session.expire_all()
    assert rows_of(session)[0].body == body


def test_nothing_that_tells_who_it_is_can_be_read_in_the_tables(session: Session) -> None:
    store(session, [received(BOT, an_update(1, chat=5551234, text="geheim woord"))], NOW)
    raw = session.connection().exec_driver_sql(
        "SELECT encode(i.body, 'escape') || encode(a.external_id, 'escape') "
        "|| encode(a.lookup, 'escape') FROM inbox i JOIN address a ON a.id = i.address_id"
    )
    stored = str(raw.scalar_one())
    assert "5551234" not in stored
    assert "geheim" not in stored


def test_two_intakes_that_meet_the_same_newcomers_at_once_make_each_once(engine: Engine) -> None:
    barrier = Barrier(4)

    def take(offset: int) -> None:
        batch = [received(BOT, an_update(offset + n, chat=n)) for n in range(50)]
        barrier.wait()
        with transaction(engine) as session:
            store(session, batch, NOW)

    threads = [Thread(target=take, args=(1000 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(Address)) == 50
        assert session.scalar(select(func.count()).select_from(Resident)) == 50
        assert len(rows_of(session)) == 200


def test_an_update_of_nobody_is_kept_and_needs_no_turn(session: Session) -> None:
    row: Received = received(BOT, json.dumps({"update_id": 9, "poll": {}}).encode())
    store(session, [row], NOW)
    assert rows_of(session)[0].state == InboxState.DONE
