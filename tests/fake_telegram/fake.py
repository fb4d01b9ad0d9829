"""One fake Telegram: everything that it knows, shared by both doors."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiogram.types import User

from tests.fake_telegram.calls import Calls
from tests.fake_telegram.clock import Clock
from tests.fake_telegram.faults import Faults
from tests.fake_telegram.files import Cabinet, Uploads
from tests.fake_telegram.limiter import Limiter
from tests.fake_telegram.mail import Mail
from tests.fake_telegram.polling import Polling
from tests.fake_telegram.webhook import Webhook
from tests.fake_telegram.wire import Wire
from tests.fake_telegram.world import World

Answer = bool | Wire | list[Wire] | bytes
"""The `result` of a call; bytes are JSON that was written before."""
Handler = Callable[["Fake", Any, Uploads], Answer | Awaitable[Answer]]
CarryOut = Callable[["Fake", str, Wire], Awaitable[None]]


@dataclass(frozen=True)
class Options:
    """How this fake was started; `latency` in seconds."""

    token: str = "8120:AAF-fake-token-for-tests-only"
    seed: int = 1
    latency: float = 0.0
    lenient: bool = False
    log: Path | None = None


@dataclass
class Tap:
    """A press on a button, until it is answered or too old."""

    person_id: int
    chat_id: int
    at: float
    answered: bool = False


@dataclass
class Profile:
    """What the bot says of itself, per language; commands also per scope."""

    commands: dict[tuple[str, str], list[Wire]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Wire] = field(default_factory=dict)


class Fake:
    """The whole state. `reset` begins anew and keeps the process, the doors and the seed.

    `carry_out` does a method that the bot calls in its answer to an update.
    """

    def __init__(self, options: Options, carry_out: CarryOut) -> None:
        self.options = options
        self._carry_out = carry_out
        self.clock = Clock()
        self.calls = Calls(self.clock, options.log)
        self.outages: asyncio.Queue[float] = asyncio.Queue()
        self._begin()

    def _begin(self) -> None:
        self.clock.offset = 0.0
        self.rng = random.Random(self.options.seed)
        self.me = _bot(self.options.token)
        self.world = World(self.clock, _in_messages(self.me))
        self.files = Cabinet(self.rng)
        self.mail = Mail(self.clock, self.rng)
        self.webhook = Webhook(self.mail, partial(self._carry_out, self))
        self.polling = Polling(self.mail)
        self.faults = Faults()
        self.limiter = Limiter()
        self.taps: dict[str, Tap] = {}
        self.profile = Profile()

    async def reset(self) -> None:
        """Forget people, messages, updates, faults and calls; end what waits."""
        await self.webhook.remove()
        self.polling.abort("terminated by a reset of the fake")
        self.calls.clear()
        self._begin()


def _in_messages(me: User) -> User:
    """What the bot may do is told by getMe alone."""
    return User(id=me.id, is_bot=True, first_name=me.first_name, username=me.username)


def _bot(token: str) -> User:
    return User(
        id=int(token.split(":")[0]),
        is_bot=True,
        first_name="Wijkassistent",
        username="wijkassistent_test_bot",
        can_join_groups=True,
        can_read_all_group_messages=False,
        supports_inline_queries=False,
        can_connect_to_business=False,
        has_main_web_app=False,
    )
