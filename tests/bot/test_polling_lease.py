"""One process polls at a time, also on a quiet evening when a poll lasts longer than its lease."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from bot.channels.telegram import polling
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.pauses import Pauses
from bot.channels.telegram.polling import Poller
from models.db import database_now, transaction
from models.messages import leasing
from models.messages.inbox import InboxRow
from models.messages.pauses import Lease
from tests.fake_telegram.client import FakeTelegram

BOT = "8120"
NAME = f"poll:{BOT}"


@pytest.fixture(autouse=True)
def short_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that ends in two seconds, prolonged ten times in that; a poll of half a minute."""
    monkeypatch.setattr(leasing, "TERM", timedelta(seconds=2))
    monkeypatch.setattr(polling, "RENEW_SECONDS", 0.2)


def while_polling(engine: Engine, fake: FakeTelegram, watch: Callable[[], bool]) -> None:
    """Poll until `watch`, which is asked again and again, says that it saw enough."""

    async def main() -> None:
        async with BotApi(fake.token, fake.api) as api:
            stop = asyncio.Event()
            poller = Poller(engine, BOT, api, "mine", Pauses(engine, BOT))
            running = asyncio.create_task(poller.run(stop))
            for _ in range(600):
                await asyncio.sleep(0.1)
                if await asyncio.to_thread(watch):
                    break
            else:
                raise AssertionError("it never came so far")
            stop.set()
            await asyncio.wait_for(running, 30)

    asyncio.run(main())


def polls(fake: FakeTelegram) -> int:
    return len(fake.calls("getUpdates"))


def lease(engine: Engine) -> Lease | None:
    with transaction(engine) as session:
        return session.get(Lease, NAME)


def test_a_quiet_poll_keeps_its_lease(engine: Engine, fake: FakeTelegram) -> None:
    ends = set[object]()

    def watch() -> bool:
        found = lease(engine)
        ends.add(found.until if found else None)
        return len(ends) > 8

    while_polling(engine, fake, watch)
    # Prolonged time and again, by one and the same poll.
    assert polls(fake) == 1
    found = lease(engine)
    assert found is not None
    assert (found.holder, found.fence) == ("mine", 1)


def test_who_lost_the_lease_drops_its_poll(engine: Engine, fake: FakeTelegram) -> None:
    ria = fake.person("Ria", started=True)
    stolen, after = [False], [0]

    def watch() -> bool:
        if not stolen[0] and polls(fake):
            with transaction(engine) as session:
                tomorrow = database_now(session) + timedelta(days=1)
                held = update(Lease).where(Lease.name == NAME)
                session.execute(held.values(holder="another", until=tomorrow))
            stolen[0] = True
        after[0] += stolen[0]
        if after[0] == 20:
            ria.says("hallo")
        return after[0] > 30

    while_polling(engine, fake, watch)
    # What was said since then waits for who holds the lease now.
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(InboxRow)) == 0
