"""getUpdates: one long poll at a time, confirmed by its offset.

Source: tdlib/telegram-bot-api, `Client.cpp` (process_get_updates_query, do_get_updates).
"""

import asyncio
import time
from typing import Any

from tests.fake_telegram.errors import conflict
from tests.fake_telegram.mail import Letter, Mail

MOST_UPDATES = 100
LONGEST_POLL = 50
SLOWED_FOR = 3.0
NARROWED_FOR = 0.5
GATHERING = 0.001
OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Polling:
    """The state of getUpdates between calls."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail
        self._poll: asyncio.Future[str] | None = None
        self._previous_offset: int | None = None
        self._previous_start = 0.0

    async def get(self, offset: int, limit: int, timeout: int) -> bytes:
        """The JSON list of updates. Raises ApiError when another call takes over."""
        limit, timeout = min(max(limit, 1), MOST_UPDATES), min(max(timeout, 0), LONGEST_POLL)
        limit, timeout = self._slowed(offset, limit, timeout)
        self._mail.expire()
        self._mail.confirm(offset)
        if timeout and self._mail.empty:
            self.abort(OTHER_POLL)
            await self._wait(timeout)
        return _listed(self._mail.batch(limit))

    def abort(self, why: str) -> None:
        """End the poll that waits, if one does, with a conflict."""
        if self._poll and not self._poll.done():
            self._poll.set_result(why)

    def _slowed(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        """Telegram slows a bot that asks the same again at once."""
        now, before = time.monotonic(), self._previous_start
        same = offset == self._previous_offset
        self._previous_offset, self._previous_start = offset, now
        if same and now < before + NARROWED_FOR:
            limit = 1
        if same and now < before + SLOWED_FOR:
            timeout = max(timeout, int(SLOWED_FOR))
        return limit, timeout

    async def _wait(self, timeout: float) -> None:
        """Until something has arrived, time is up, or another call ends this one."""
        poll: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poll = poll
        end = time.monotonic() + timeout
        while self._mail.empty and (left := end - time.monotonic()) > 0:
            self._mail.arrived.clear()
            arrival = asyncio.ensure_future(self._mail.arrived.wait())
            either: set[asyncio.Future[Any]] = {arrival, poll}
            await asyncio.wait(either, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            arrival.cancel()
            if poll.done():
                raise conflict(poll.result())
        # What arrives together is handed out together.
        await asyncio.sleep(GATHERING)
        self._mail.expire()


def _listed(letters: list[Letter]) -> bytes:
    return b"[" + b",".join(letter.body for letter in letters) + b"]"
