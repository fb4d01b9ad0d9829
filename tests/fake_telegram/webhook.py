"""Delivery by webhook: one update at a time from each queue, many queues side by side.

Source: tdlib/telegram-bot-api, `WebhookActor.cpp`: an answer within 60 seconds, again until a 2xx,
first at once, then after 2, 4, 8 ... seconds up to a random cap, or when Retry-After says. A method
in the answer itself is carried out, and nobody hears what came of it.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable

import aiohttp

from tests.fake_telegram.mail import Letter, Mail
from tests.fake_telegram.wire import Wire

ANSWER_WITHIN = 60.0
SLOWEST_RETRY = 60.0
LONGEST_RETRY_AFTER = 3600
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
DEFAULT_CONNECTIONS = 40
FIRST_FEW = 10

CarryOut = Callable[[str, Wire], Awaitable[None]]


class Webhook:
    """The one webhook of the bot; without an address nothing is delivered."""

    def __init__(self, mail: Mail, carry_out: CarryOut) -> None:
        self._mail = mail
        self._carry_out = carry_out
        self.url = ""
        self.slowest_retry = SLOWEST_RETRY
        self.max_connections = DEFAULT_CONNECTIONS
        self.deliveries = 0
        self._secret = ""
        self._last_error: tuple[int, str] | None = None
        self._queues: dict[int, deque[Letter]] = {}
        self._tasks: dict[int | None, asyncio.Task[None]] = {}

    @property
    def pending(self) -> int:
        """Updates that the bot has not taken yet."""
        return sum(map(len, self._queues.values())) + len(self._mail.waiting)

    def info(self) -> Wire:
        """The fields of WebhookInfo, as far as they are known."""
        info: Wire = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
            "allowed_updates": sorted(self._mail.allowed),
        }
        if self.url:
            info["max_connections"] = self.max_connections
        if self._last_error:
            info["last_error_date"], info["last_error_message"] = self._last_error
        return info

    async def set(self, url: str, secret: str, max_connections: int) -> None:
        """Deliver to this address from now on."""
        await self.remove()
        self.url, self._secret, self.max_connections = url, secret, max_connections
        self._tasks[None] = asyncio.create_task(self._hand_out())

    async def remove(self) -> None:
        """Stop delivering; what was not taken waits again, in order."""
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        left = [letter for queue in self._queues.values() for letter in queue]
        self._queues.clear()
        waiting = {one.update_id: one for one in [*left, *self._mail.waiting]}
        self._mail.waiting = deque(waiting[number] for number in sorted(waiting))
        self.url = ""

    async def _hand_out(self) -> None:
        """Sort what arrives into its queue, and keep one runner for each queue that has work."""
        connector = aiohttp.TCPConnector(limit=self.max_connections)
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            while True:
                self._mail.arrived.clear()
                for letter in self._taken():
                    self._enqueue(letter, session)
                await self._mail.arrived.wait()

    def _taken(self) -> list[Letter]:
        fresh = [*self._mail.again, *self._mail.waiting]
        self._mail.again.clear()
        self._mail.waiting.clear()
        return fresh

    def _enqueue(self, letter: Letter, session: aiohttp.ClientSession) -> None:
        self._queues.setdefault(letter.queue, deque()).append(letter)
        runner = self._tasks.get(letter.queue)
        if runner is None or runner.done():
            task = asyncio.create_task(self._run(letter.queue, session))
            self._tasks[letter.queue] = task

    async def _run(self, number: int, session: aiohttp.ClientSession) -> None:
        queue = self._queues[number]
        while queue:
            self._maybe_swap(queue)
            letter = queue[0]
            await self._deliver(letter, session)
            queue.popleft()
            letter.delivered += 1
            if letter.copies > 0:
                letter.copies -= 1
                queue.append(letter)
        # Nothing awaits between the last look and this, so no letter can slip in unseen.
        del self._queues[number]
        del self._tasks[number]

    def _maybe_swap(self, queue: deque[Letter]) -> None:
        if self._mail.disorder.shuffle == "within" and len(queue) > 1:
            place = self._mail.rng.randrange(min(len(queue), FIRST_FEW))
            queue[0], queue[place] = queue[place], queue[0]

    async def _deliver(self, letter: Letter, session: aiohttp.ClientSession) -> None:
        """Until the bot has taken it or it is too old. A failure holds up its whole queue."""
        delay, failures = 1.0, 0
        while self._mail.clock.now() < letter.expires_at:
            retry_after = await self._attempt(letter, session)
            if retry_after is None:
                return
            if retry_after == 0 and failures:
                cap = self._mail.rng.uniform(self.slowest_retry, 2 * self.slowest_retry)
                delay = min(delay * 2, cap)
                retry_after = delay
            failures += 1
            await asyncio.sleep(retry_after)

    async def _attempt(self, letter: Letter, session: aiohttp.ClientSession) -> float | None:
        """None when the bot took it, else the seconds that it asked to wait (0: none asked)."""
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers[SECRET_HEADER] = self._secret
        self.deliveries += 1
        try:
            async with session.post(
                self.url, data=letter.body, headers=headers, allow_redirects=False
            ) as answer:
                said = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(f"{type(error).__name__}: {error}")
        if answer.ok and answer.status < 300:
            await self._heed(said)
            return None
        asked = answer.headers.get("Retry-After", "0")
        self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        return float(min(int(asked), LONGEST_RETRY_AFTER)) if asked.isdigit() else 0.0

    async def _heed(self, said: bytes) -> None:
        """The bot may call one method in its answer, instead of by a call of its own."""
        try:
            asked = json.loads(said or b"{}")
        except ValueError:
            return
        if isinstance(asked, dict) and isinstance(name := asked.pop("method", None), str):
            await self._carry_out(name, asked)

    def _failed(self, why: str) -> float:
        self._last_error = (int(time.time()), why)
        return 0.0
