"""How fast a bot may talk. Plain memory, since one process at a time sends for a bot.

Telegram's limits: some 30 messages a second over all chats, one a second in one chat with
short bursts (core.telegram.org/bots/faq, "My bot is hitting limits").
"""

from collections import OrderedDict
from dataclasses import dataclass, field

CHAT_BURST = 3.0
CHAT_RATE = 1.0
_REMEMBERED = 10_000


@dataclass
class Bucket:
    """Fills with `rate` tokens a second up to `size`. `at` is a monotonic time in seconds."""

    rate: float
    size: float
    tokens: float
    at: float

    def level(self, now: float) -> float:
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return self.tokens


@dataclass
class Pace:
    """The bot's budget, and that of each chat it spoke with lately."""

    rate: float
    _all: Bucket | None = None
    _chats: OrderedDict[int, Bucket] = field(default_factory=OrderedDict)

    def budget(self, now: float) -> int:
        """How many messages may start now, over all chats."""
        return int(self._whole(now).level(now))

    def wait(self, now: float) -> float:
        """Seconds until the next one may start."""
        whole = self._whole(now)
        return max(0.0, (1.0 - whole.level(now)) / whole.rate)

    def spent(self, now: float) -> set[int]:
        """The chats that must wait for their second: these were spoken with in the last one."""
        found = set()
        for chat, bucket in reversed(self._chats.items()):
            if now - bucket.at >= 1 / CHAT_RATE:
                break
            if bucket.tokens + (now - bucket.at) * CHAT_RATE < 1:
                found.add(chat)
        return found

    def take(self, chat: int, now: float) -> bool:
        """Spend one message on this chat; False when it must wait for its second."""
        bucket = self._chats.pop(chat, None) or Bucket(CHAT_RATE, CHAT_BURST, CHAT_BURST, now)
        self._chats[chat] = bucket
        while len(self._chats) > _REMEMBERED:
            self._chats.popitem(last=False)
        if bucket.level(now) < 1 or self._whole(now).level(now) < 1:
            return False
        bucket.tokens -= 1
        self._whole(now).tokens -= 1
        return True

    def _whole(self, now: float) -> Bucket:
        if self._all is None:
            # A tenth of a second of burst: enough to fill a tick, too little to hit a limit.
            self._all = Bucket(self.rate, max(1.0, self.rate / 10), 1.0, now)
        return self._all
