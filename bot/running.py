"""The bot as a process: its stages, each started here and stopped in order.

Asyncio holds polling, files and sending; turns run in a thread of their own, since the database
is synchronous; jobs run in APScheduler's threads. Any stage may run in any number of processes:
leases and locks see to it that nothing happens twice.
"""

import asyncio
import gc
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator, Set
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
import uvloop
from sqlalchemy import Engine
from sqlalchemy.orm import Session, configure_mappers, undefer

from bot import jobs
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.doorway import Doorway
from bot.channels.telegram.intake import bot_id
from bot.channels.telegram.pauses import Pauses
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.watching import Watcher
from bot.delivery import Sender
from bot.facts.plan import PlanCache
from bot.files import FileFetcher
from bot.mailing import Mailer
from bot.one_by_one import OneByOne
from bot.pace import Pace
from bot.turn import Turns
from bot.waking import Waker
from models.db import database_now, transaction
from models.initiatives.photos import Photo
from models.messages.receiving import Work
from models.settings import Settings

log = structlog.get_logger()

STAGES = ("intake", "files", "turns", "delivery", "jobs")
POLL_SECONDS = 0.5

Wakes = dict[Work, list[Callable[[], object]]]
Run = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


@dataclass
class Bot:
    """Runs `stages` until SIGTERM or Ctrl-C; then finishes what is in hand within ten seconds."""

    engine: Engine
    settings: Settings
    stages: Set[str]
    clock: jobs.Clock = database_now
    # How fast, and how many at once; from the setting where not given.
    pace: Pace | None = None
    window: int | None = None
    _wake_turns: threading.Event = field(default_factory=threading.Event)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _inside: OneByOne = field(default_factory=OneByOne)

    def run(self, listen_url: str) -> None:
        """Blocks. `listen_url`: a direct connection for LISTEN. Raises polling.WrongToken."""
        calm_collector()
        uvloop.run(self._main(listen_url))

    async def _main(self, listen_url: str) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, stop.set)
        wakes: Wakes = {Work.WORDS: [self._wake_turns.set], Work.MESSAGES: []}
        async with AsyncExitStack() as stack:
            runs = await self._telegram(stack, wakes) if self.settings.telegram_on else []
            with self._waker(listen_url, wakes), self._turning(), self._scheduling():
                await _until_stopped(stop, runs)

    async def _telegram(self, stack: AsyncExitStack, wakes: Wakes) -> list[Run]:
        """The stages that talk with Telegram, over one shared door."""
        api = await stack.enter_async_context(bot_api(self.settings))
        bot, runs, loop = bot_id(self.settings), list[Run](), asyncio.get_running_loop()
        pauses = Pauses(self.engine, bot)
        # Two containers may have one name and one process number.
        holder = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        if "intake" in self.stages:
            poller = Poller(self.engine, bot, api, holder, pauses, self._inside)
            runs.append(Doorway(self.settings, poller, pauses).run)
        if "files" in self.stages:
            # Not woken: photos are few, and a look at every word would be 4% of the work.
            runs.append(FileFetcher(self.engine, bot, api, pauses).run)
        if "jobs" in self.stages:
            runs.append(Watcher(self.engine, self.settings, bot, api, pauses).run)
        if "delivery" in self.stages:
            channel = TelegramChannel(api, self._photo)
            pace = self.pace or Pace(self.settings.send_rate)
            window = self.window or window_for(pace.rate)
            sender = Sender(self.engine, bot, channel, pace, holder, window, self._inside)
            wakes[Work.MESSAGES].append(lambda: loop.call_soon_threadsafe(sender.wake.set))
            runs.append(sender.run)
        return runs

    def _photo(self, photo_id: str) -> bytes | None:
        with transaction(self.engine) as session:
            return _photo_data(session, photo_id)

    @contextmanager
    def _waker(self, url: str, wakes: Wakes) -> Iterator[None]:
        waker = Waker(url, wakes)
        waker.start()
        try:
            yield
        finally:
            waker.close()

    @contextmanager
    def _turning(self) -> Iterator[None]:
        worker = threading.Thread(target=self._take_turns, name="turns")
        if "turns" in self.stages:
            worker.start()
        try:
            yield
        finally:
            self._stopped.set()
            self._wake_turns.set()
            if worker.is_alive():
                worker.join()

    def _take_turns(self) -> None:
        turns = Turns(self.engine, PlanCache(self.settings.base_url), inside=self._inside)
        while not self._stopped.is_set():
            if not turns.take():
                self._wake_turns.wait(POLL_SECONDS)
                self._wake_turns.clear()

    def _mailer(self) -> Mailer | None:
        url, sender = self.settings.smtp_url, self.settings.smtp_from
        return Mailer(self.engine, url.get_secret_value(), sender) if url and sender else None

    @contextmanager
    def _scheduling(self) -> Iterator[None]:
        if "jobs" not in self.stages:
            yield
            return
        base_url, stopped = self.settings.base_url, self._stopped.is_set
        scheduler = jobs.start(self.engine, base_url, self.clock, stopped, self._mailer())
        try:
            yield
        finally:
            self._stopped.set()
            scheduler.shutdown()


def calm_collector() -> None:
    """Let the garbage collector pass over what was loaded at the start, and look less often.

    Else it walks some 300,000 objects (mappers, catalogues) every few messages: a third of all
    processor time on the way of a message (docs/adr/0009).
    """
    configure_mappers()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def window_for(rate: float) -> int:
    """Most messages on the wire: thirty, or more where a tenth of a second of the rate is more."""
    return max(30, round(rate / 10))


async def _until_stopped(stop: asyncio.Event, runs: list[Run]) -> None:
    """Run them all; when one fails the others stop in order, and its error goes up."""
    tasks = [asyncio.create_task(run(stop)) for run in runs]
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await asyncio.gather(*tasks, stopping)


def bot_api(settings: Settings) -> BotApi:
    """The door to the Bot API with this deployment's token. Raises ValueError without one."""
    if settings.telegram_token is None:
        raise ValueError("no Telegram token")
    return BotApi(settings.telegram_token.get_secret_value(), settings.telegram_api)


def _photo_data(session: Session, photo_id: str) -> bytes | None:
    photo = session.get(Photo, photo_id, options=[undefer(Photo.data)])
    return photo.data if photo is not None else None
