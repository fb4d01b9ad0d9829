"""The sender without a channel: whatever it sends arrives at once. For what the database does."""

import asyncio
from contextlib import suppress

from sqlalchemy import Engine, text

from bench.houses import as_admin
from bench.script import BOT
from bot.delivery import Sender
from bot.pace import Pace
from models.messages.delivering import Claim

ENDLESS = 1e6
WINDOW = 200
PATIENCE = 60


class Nowhere:
    """A channel that takes everything. `left`: how many until it says so to `done`."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.done = asyncio.Event()
        if not left:
            self.done.set()

    async def send(self, claim: Claim, *_: object) -> int:
        self.left -= 1
        if self.left <= 0:
            self.done.set()
        return claim.id


def a_sender(engine: Engine, channel: Nowhere) -> Sender:
    pace = Pace(ENDLESS, chat_rate=ENDLESS, chat_burst=ENDLESS)
    return Sender(engine, BOT, channel, pace, "bench", window=WINDOW)


def send_all(engine: Engine) -> None:
    """Send what waits, and write what became of it."""
    with as_admin(engine) as line:
        count = text("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')")
        waiting = int(line.execute(count).scalar_one())
    if waiting:
        asyncio.run(_send(engine, waiting))


async def _send(engine: Engine, waiting: int) -> None:
    channel, stop = Nowhere(waiting), asyncio.Event()
    sending = asyncio.create_task(a_sender(engine, channel).run(stop))
    with suppress(TimeoutError):
        await asyncio.wait_for(channel.done.wait(), PATIENCE)
    stop.set()
    await sending
