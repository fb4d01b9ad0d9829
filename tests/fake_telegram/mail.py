"""Updates that wait for the bot, with what Telegram promises and does not promise of their order.

Source: tdlib/telegram-bot-api, `Client.cpp`: messages queue per chat, taps per person in a queue of
their own, membership in a third; a message waits a day, a tap 150 seconds.
"""

import asyncio
import math
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from aiogram.types import Update

from tests.fake_telegram.clock import Clock
from tests.fake_telegram.errors import ControlError
from tests.fake_telegram.wire import Wire, as_json

DAY = 86_400.0
TAP_LIFETIME = 150.0
QUEUE_SHIFT = 33
TAPS, MEMBERSHIP = 3 << QUEUE_SHIFT, 5 << QUEUE_SHIFT
KINDS = frozenset(Update.model_fields) - {"update_id"}
OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
RAW = "raw"
UPDATE_ID_MARK = b"%UPDATE_ID%"
FUTURE_ALLOWED = 10


@dataclass
class Letter:
    """One update on its way; `queue` says which others it keeps its order with."""

    update_id: int
    kind: str
    queue: int
    body: bytes
    expires_at: float
    delivered: int = 0
    copies: int = 0


@dataclass
class Disorder:
    """What a test wants to go wrong on the way: some updates more than once, or out of order."""

    repeat_share: float = 0.0
    repeat_most: int = 5
    shuffle: str = "none"  # "across": other queues first; "within": any order

    def copies(self, rng: random.Random) -> int:
        """How often one update comes again."""
        if rng.random() >= self.repeat_share:
            return 0
        return rng.randint(1, max(self.repeat_most - 1, 1))


@dataclass
class Mail:
    """All updates of one fake: waiting ones in order, and all that ever were."""

    clock: Clock
    rng: random.Random
    next_id: int = 0
    waiting: deque[Letter] = field(default_factory=deque)
    again: list[Letter] = field(default_factory=list)
    archive: dict[int, Letter] = field(default_factory=dict)
    allowed: frozenset[str] = KINDS - OPT_IN
    disorder: Disorder = field(default_factory=Disorder)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _soonest_end: float = math.inf

    def __post_init__(self) -> None:
        self.next_id = self.next_id or self.rng.randrange(100_000_000, 900_000_000)

    @property
    def empty(self) -> bool:
        return not (self.waiting or self.again)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """The kinds that the bot wants from now on; an empty list is Telegram's own choice."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or KINDS - OPT_IN

    def put(self, kind: str, content: Wire, queue: int, lifetime: float = DAY) -> int | None:
        """Queue an update; None when the bot has not asked for its kind."""
        if kind not in self.allowed:
            return None
        body = as_json({"update_id": self.next_id, kind: content})
        return self._queue(kind, body, queue, lifetime)

    def put_raw(self, body: bytes, queue: int) -> int:
        """Queue bytes as they are; `%UPDATE_ID%` in them becomes the next id."""
        filled = body.replace(UPDATE_ID_MARK, str(self.next_id).encode())
        return self._queue(RAW, filled, queue, DAY)

    def repeat(self, update_id: int, times: int) -> None:
        """Deliver an update again, whether or not the bot has confirmed it."""
        letter = self.archive.get(update_id)
        if letter is None:
            raise ControlError(f"there was no update {update_id}")
        self.again.extend([letter] * times)
        self.arrived.set()

    def expire(self) -> None:
        """Drop what has waited too long, wherever it stands."""
        now = self.clock.now()
        if now < self._soonest_end:
            return
        self.waiting = deque(one for one in self.waiting if one.expires_at > now)
        self._soonest_end = min((one.expires_at for one in self.waiting), default=math.inf)

    def confirm(self, offset: int) -> None:
        """Forget what is below the offset, or with a negative one all but the last so many.

        An offset from the future is no confirmation, as ids may begin anew after a quiet week.
        """
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        elif offset <= self.next_id + FUTURE_ALLOWED:
            while self.waiting and self.waiting[0].update_id < offset:
                self.waiting.popleft()

    def batch(self, limit: int) -> list[Letter]:
        """What one answer holds: repeated updates, then waiting ones, in order or as asked not."""
        some = max(limit // 2, 1)
        extra, self.again = self.again[:some], self.again[some:]
        fresh = list(islice(self.waiting, limit - len(extra)))
        for letter in fresh:
            self.again += [letter] * letter.copies
            letter.copies = 0
        chosen = self._mixed(extra + fresh)
        for letter in chosen:
            letter.delivered += 1
        return chosen

    def _mixed(self, letters: list[Letter]) -> list[Letter]:
        if self.disorder.shuffle == "none":
            return letters
        order = list(letters)
        self.rng.shuffle(order)
        if self.disorder.shuffle == "within":
            return order
        queues: dict[int, deque[Letter]] = {}
        for letter in letters:
            queues.setdefault(letter.queue, deque()).append(letter)
        return [queues[letter.queue].popleft() for letter in order]

    def _queue(self, kind: str, body: bytes, queue: int, lifetime: float) -> int:
        letter = Letter(self.next_id, kind, queue, body, self.clock.now() + lifetime)
        letter.copies = self.disorder.copies(self.rng)
        self.next_id += 1
        self.archive[letter.update_id] = letter
        self.waiting.append(letter)
        self._soonest_end = min(self._soonest_end, letter.expires_at)
        self.arrived.set()
        return letter.update_id
