"""How fast a bot may talk. Plain memory, since one process at a time sends for a bot.

Telegram's limits: some 30 messages a second over all chats, one a second in one chat with
short bursts (core.telegram.org/bots/faq, "My bot is hitting limits"). So messages start evenly
spaced, each at its own moment; a conversation goes before what was booked for everybody else.
All times are of the monotonic clock, in seconds.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

CHAT_BURST = 3.0
CHAT_RATE = 1.0
_REMEMBERED = 10_000
# A moment that passed less than this ago may still be used: else every late round costs pace.
_SLACK = 0.02
# How many seconds of the rate may start at once.
_AT_ONCE = 0.1


@dataclass
class Bucket:
    """Fills with `rate` tokens a second up to `size`."""

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
    """The bot's moments to send (`rate` a second), and what each chat may still take.

    Moments are booked a little ahead, so that the next round is ready before they have passed.
    """

    rate: float
    chat_rate: float = CHAT_RATE
    chat_burst: float = CHAT_BURST
    _next: float = 0.0
    _chats: OrderedDict[int, Bucket] = field(default_factory=OrderedDict)
    _full: float = 0.0

    @property
    def ahead(self) -> float:
        """How far ahead moments are booked, in seconds: at least four messages."""
        return max(0.05, 4 / self.rate)

    def room(self, now: float) -> int:
        """How many messages could be booked now, if all were conversation."""
        return max(0, int((now + 2 * self.ahead - self._from(now)) * self.rate))

    def wait(self, now: float) -> float:
        """Seconds until half of what was booked ahead has gone."""
        return max(0.0, self._next - self.ahead / 2 - now)

    def book(self, now: float, *, talk: bool) -> float | None:
        """The moment at which the next message starts; None where all near ones are taken.

        A talk goes at once, in front of what was booked ahead for others; those who are booked
        later make room for it, so that the rate holds.
        """
        moment = self._from(now) - (self.ahead + 1 / self.rate if talk else 0)
        if moment > now + self.ahead:
            return None
        self._next = self._from(now) + 1 / self.rate
        return max(moment, now)

    def late(self, now: float) -> float:
        """Seconds that what starts now still has to wait; call it once for each message.

        The moments of a late round have passed together; all at once, Telegram would refuse some.
        """
        self._full = max(self._full, now - _AT_ONCE) + 1 / self.rate
        return max(0.0, self._full - now)

    def _from(self, now: float) -> float:
        return max(self._next, now - _SLACK)

    def spent(self, now: float) -> set[int]:
        """The chats that must wait for their second: these were spoken with in the last one."""
        found = set()
        for chat, bucket in reversed(self._chats.items()):
            if now - bucket.at >= 1 / self.chat_rate:
                break
            if bucket.tokens + (now - bucket.at) * self.chat_rate < 1:
                found.add(chat)
        return found

    def spend(self, chat: int, now: float) -> None:
        """Count one message to this chat, which is not among the `spent`."""
        bucket = self._chats.pop(chat, None)
        bucket = bucket or Bucket(self.chat_rate, self.chat_burst, self.chat_burst, now)
        self._chats[chat] = bucket
        while len(self._chats) > _REMEMBERED:
            self._chats.popitem(last=False)
        bucket.tokens = bucket.level(now) - 1
