"""From a photo in Telegram to a photo of ours: fetched once, drawn anew, and never in the way."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import undefer

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.intake import received
from bot.channels.telegram.pauses import Pauses
from bot.files import HOLD, FileFetcher
from models.db import database_now, transaction
from models.initiatives.photos import Photo
from models.messages import fetching
from models.messages.inbox import InboxRow, InboxState
from models.messages.receiving import store
from models.messages.taking import oldest_open
from tests.bot.pictures import CANARY, liar, picture, telling
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person

BOT = "8120"


@pytest.fixture
def resident(fake: FakeTelegram) -> Person:
    return fake.person("Ria", started=True)


async def collect(engine: Engine, fake: FakeTelegram) -> None:
    """What the poller does: fetch what waits, store it."""
    async with BotApi(fake.token, fake.api) as api:
        updates = await api.call("getUpdates", {"timeout": 0})
    rows = [received(BOT, json.dumps(one).encode()) for one in updates]
    with transaction(engine) as session:
        store(session, rows, database_now(session))


def fetch_all(
    engine: Engine,
    fake: FakeTelegram,
    workers: int = 1,
    enough: Callable[[], bool] | None = None,
) -> None:
    """Run the files stage until no row waits for it, fifteen seconds at most."""

    async def main() -> None:
        done = enough or (lambda: not waiting(engine))
        async with BotApi(fake.token, fake.api) as api:
            stop = asyncio.Event()
            pauses = Pauses(engine, BOT)
            runs = [FileFetcher(engine, BOT, api, pauses).run(stop) for _ in range(workers)]
            tasks = [asyncio.create_task(run) for run in runs]
            for _ in range(300):
                await asyncio.sleep(0.05)
                if await asyncio.to_thread(done):
                    break
            stop.set()
            await asyncio.gather(*tasks)

    asyncio.run(main())


def collected(engine: Engine, fake: FakeTelegram) -> None:
    asyncio.run(collect(engine, fake))


def inbox(engine: Engine) -> Sequence[InboxRow]:
    with transaction(engine) as session:
        return session.scalars(select(InboxRow).order_by(InboxRow.id)).all()


def waiting(engine: Engine) -> list[int]:
    return [row.id for row in inbox(engine) if row.state == InboxState.FILES]


def outcomes(engine: Engine) -> list[dict[str, Any] | None]:
    return [row.files for row in inbox(engine)]


def photos(engine: Engine) -> Sequence[Photo]:
    with transaction(engine) as session:
        return session.scalars(select(Photo).options(undefer(Photo.data))).all()


def test_a_photo_waits_is_fetched_and_has_its_turn(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.sends_photo(telling("JPEG"), caption="Hier komt het bankje")
    resident.says("En nu?")
    collected(engine, fake)
    first, second = inbox(engine)
    assert (first.state, second.state) == (InboxState.FILES, InboxState.OPEN)
    with transaction(engine) as session:
        assert oldest_open(session, [first.resident_id or 0]) == []
    fetch_all(engine, fake)
    (photo,) = photos(engine)
    assert outcomes(engine) == [{"photo": str(photo.id)}, None]
    assert (photo.resident_id, photo.contribution_id) == (first.resident_id, None)
    assert photo.data.startswith(b"\xff\xd8\xff")
    assert CANARY not in photo.data
    with transaction(engine) as session:
        (row,) = oldest_open(session, [first.resident_id or 0])
        assert (row.id, row.tries) == (first.id, 0)


def test_an_album_becomes_as_many_photos(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.sends_album([picture(300 + n, 200) for n in range(6)])
    collected(engine, fake)
    fetch_all(engine, fake, workers=2)
    assert len(photos(engine)) == 6
    assert len({outcome["photo"] for outcome in outcomes(engine) if outcome}) == 6
    assert len(fake.calls("getFile")) == 6


def test_each_refusal_says_why(engine: Engine, fake: FakeTelegram, resident: Person) -> None:
    resident.sends_document(b"Dit is een tekst.", "foto.jpg", "image/jpeg")
    resident.sends_document(liar(20_000, 20_000), "groot.png", "image/png")
    resident.sends_document(picture()[:300], "half.jpg", "image/jpeg")
    resident.sends_document(picture(), "zwaar.jpg", "image/jpeg", size=30 << 20)
    resident.sends_document(picture() + bytes(10_500_000), "dik.jpg", "image/jpeg", size=9_000_000)
    collected(engine, fake)
    fetch_all(engine, fake)
    assert outcomes(engine) == [
        {"refused": "not_an_image"},
        {"refused": "too_many_pixels"},
        {"refused": "unreadable"},
        {"refused": "too_big"},
        {"refused": "too_big"},
    ]
    assert len(fake.calls("getFile")) == 4
    assert not photos(engine)


def test_a_large_photo_arrives_whole(engine: Engine, fake: FakeTelegram, resident: Person) -> None:
    """Many pieces on the wire: one read is not the whole file."""
    resident.sends_photo(picture(1200, 900) + b"\0" * 4_000_000)
    collected(engine, fake)
    fetch_all(engine, fake)
    assert [(photo.width, photo.height) for photo in photos(engine)] == [(1200, 900)]


def test_trouble_on_the_way_is_tried_again(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.sends_photo(picture())
    fake.fails("getFile", "error", code=502)
    collected(engine, fake)
    fetch_all(engine, fake)
    assert len(photos(engine)) == 1
    assert len(fake.calls("getFile")) == 2


def test_a_file_that_cannot_be_had_does_not_wait_for_ever(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.sends_photo(picture())
    collected(engine, fake)
    fake.fails("getFile", "error", code=500, times=9)
    fetch_all(engine, fake)
    assert outcomes(engine) == [{"refused": "unreadable"}]
    assert len(fake.calls("getFile")) == 3


def test_a_worker_that_died_costs_a_try_and_not_the_photo(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.sends_photo(picture())
    collected(engine, fake)
    with transaction(engine) as session:
        now = database_now(session)
        (dead,) = fetching.claim(session, BOT, 4, HOLD, now)
        assert not fetching.claim(session, BOT, 4, HOLD, now)
        assert not fetching.claim(session, "another bot", 4, HOLD, now + 2 * HOLD)
    with transaction(engine) as session:
        session.execute(update(InboxRow).values(claimed_until=now - timedelta(seconds=1)))
    fetch_all(engine, fake)
    assert len(photos(engine)) == 1
    # The dead come back: what they still have to say is not heard.
    with transaction(engine) as session:
        assert not fetching.settle(session, dead, {"refused": "unreadable"})
        assert not fetching.try_again(session, dead, HOLD, now)
    assert [row.state for row in inbox(engine)] == [InboxState.OPEN]


def test_a_row_that_kills_its_workers_is_let_go(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.sends_photo(picture())
    collected(engine, fake)
    with transaction(engine) as session:
        session.execute(update(InboxRow).values(tries=3))
    fetch_all(engine, fake)
    assert outcomes(engine) == [{"refused": "unreadable"}]
    assert not fake.calls("getFile")


def test_words_that_are_gone_hold_nobody_up(
    engine: Engine, fake: FakeTelegram, resident: Person
) -> None:
    resident.sends_photo(picture())
    collected(engine, fake)
    with transaction(engine) as session:
        session.execute(update(InboxRow).values(body=None))
    fetch_all(engine, fake)
    assert outcomes(engine) == [{"refused": "unreadable"}]
