"""The files stage: fetch what people sent along, draw it anew, and let the row have its turn.

Fetching happens outside any transaction. What comes of it, a photo or why there is none, is
written together with the row's new state, so that a photo is never kept without its message.
"""

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy import Engine
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.api import BotApi, TooManyRequests
from bot.channels.telegram.pauses import Pauses
from bot.hearing import hear
from bot.hearing.heard import FileRef, NotUnderstood
from bot.images import MAX_BYTES, ImageRefused, Rebuilt, TooBig, Unreadable, rebuild
from models.db import database_now, is_transient, transaction
from models.initiatives.storing import store_photo
from models.messages import fetching
from models.messages.fetching import Fetch

log = structlog.get_logger()

AT_ONCE = 4
FETCH_SECONDS = 30.0
# A claim outlives the fetch and the drawing, and the wait for a free place to draw.
HOLD = timedelta(seconds=60)
MAX_TRIES = 3
POLL_SECONDS = 0.5
STOP_SECONDS = 8.0


class NotNow(Exception):
    """The file could not be had; trying again after `wait` may help."""

    def __init__(self, reason: str, wait: timedelta = timedelta()) -> None:
        super().__init__(reason)
        self.wait = wait


class BotPaused(NotNow):
    """Telegram wants us to wait with everything: that is no try of this file."""


@dataclass
class FileFetcher:
    """Fetches the files of one bot, a few at a time. Any number of these may run."""

    engine: Engine
    bot: str
    api: BotApi
    pauses: Pauses
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _fetching: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until `stop`; then finish what is in hand (eight seconds at most)."""
        while not stop.is_set():
            try:
                for fetch in await asyncio.to_thread(self._claim):
                    self._start(fetch)
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("files.database_away", error=type(error).__name__)
            await self._rest(stop)
        if self._fetching:
            await asyncio.wait(self._fetching, timeout=STOP_SECONDS)

    def _claim(self) -> Sequence[Fetch]:
        free = AT_ONCE - len(self._fetching)
        if not free or self.pauses.left():
            return []
        with transaction(self.engine) as session:
            return fetching.claim(session, self.bot, free, HOLD, database_now(session))

    def _start(self, fetch: Fetch) -> None:
        task = asyncio.create_task(self._one(fetch))
        self._fetching.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._fetching.discard(task)
        self.wake.set()

    async def _rest(self, stop: asyncio.Event) -> None:
        """Until a place comes free, somebody wakes us, or half a second has passed."""
        waits = {asyncio.ensure_future(self.wake.wait()), asyncio.ensure_future(stop.wait())}
        _, pending = await asyncio.wait(
            waits, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
        self.wake.clear()

    async def _one(self, fetch: Fetch) -> None:
        """One row, to its end. What fails here comes back when its claim has run out."""
        started = time.monotonic()
        try:
            outcome = await self._outcome(fetch)
            await asyncio.to_thread(self._settle, fetch, outcome)
        except NotNow as error:
            log.info("files.not_now", inbox=fetch.id, reason=str(error), tries=fetch.tries)
            await asyncio.to_thread(self._try_again, fetch, error)
        except Exception as error:
            log.warning("files.failed", inbox=fetch.id, error=type(error).__name__)
        else:
            seconds = round(time.monotonic() - started, 2)
            log.info("files.settled", inbox=fetch.id, seconds=seconds)

    async def _outcome(self, fetch: Fetch) -> Rebuilt | ImageRefused:
        """The photo, or why there is none. Raises NotNow."""
        if fetch.tries > MAX_TRIES:
            return Unreadable()
        try:
            data = await self._data(_file_of(fetch))
            return await asyncio.to_thread(rebuild, data)
        except ImageRefused as refused:
            return refused
        except BotPaused:
            raise
        except NotNow:
            if fetch.tries == MAX_TRIES:
                return Unreadable()
            raise

    async def _data(self, file: FileRef) -> bytes:
        if file.size > MAX_BYTES:
            raise TooBig
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                await self._may_call()
                found = await self.api.call("getFile", {"file_id": file.file_id})
                await self._may_call()
                # One byte more than we take shows that there is more.
                return await self.api.download(str(found["file_path"]), MAX_BYTES + 1)
        except BadRequest as error:
            raise (TooBig if "too big" in error.message.lower() else Unreadable) from None
        except TooManyRequests as error:
            await asyncio.to_thread(self.pauses.begin, error.wait)
            raise BotPaused("429", error.wait) from None
        except (TelegramError, TimeoutError, KeyError) as error:
            raise NotNow(type(error).__name__) from None

    async def _may_call(self) -> None:
        """Raises BotPaused: any stage may have heard so a moment ago."""
        left = await asyncio.to_thread(self.pauses.left)
        if left:
            raise BotPaused("paused", left)

    def _settle(self, fetch: Fetch, outcome: Rebuilt | ImageRefused) -> None:
        with transaction(self.engine) as session:
            if isinstance(outcome, ImageRefused):
                fetching.settle(session, fetch, {"refused": outcome.why})
                return
            photo_id = uuid.uuid4()
            resident_id = fetch.resident_id
            if fetching.settle(session, fetch, {"photo": str(photo_id)}) and resident_id:
                size = (outcome.width, outcome.height)
                now = database_now(session)
                store_photo(session, photo_id, resident_id, outcome.jpeg, size, now)

    def _try_again(self, fetch: Fetch, error: NotNow) -> None:
        counts = not isinstance(error, BotPaused)
        wait = max(error.wait, timedelta(seconds=2 * fetch.tries))
        with transaction(self.engine) as session:
            fetching.try_again(session, fetch, wait, database_now(session), counts=counts)


def _file_of(fetch: Fetch) -> FileRef:
    """The file that this row brought. Raises Unreadable where there is none after all."""
    try:
        heard = hear("telegram", fetch.body or b"")
    except NotUnderstood:
        raise Unreadable from None
    if heard.file is None:
        raise Unreadable
    return heard.file
