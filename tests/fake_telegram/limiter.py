"""Telegram's limits on sending: so many a second in all; in a chat a short burst, then one.

Source: https://core.telegram.org/bots/faq (30 a second in all, 1 a second in a chat).
"""

import math
from collections import deque
from dataclasses import dataclass, field

COUNTED = ("send", "edit", "copy", "forward")
NOT_COUNTED = frozenset({"sendchataction"})
MOST_KEPT = 1000


@dataclass
class Violation:
    """One call that came too early: how many seconds before its time, and by which limit."""

    method: str
    chat_id: int
    at: float
    limit: str
    early: float


@dataclass
class Limits:
    """The limits in force. `slack` (seconds) forgives the jitter of one machine."""

    overall: int = 30
    burst: int = 3
    per_chat: float = 1.0
    slack: float = 0.05
    enforce: bool = False


@dataclass
class Limiter:
    """Watches all calls that put something before people; answers 429 only when told to."""

    limits: Limits = field(default_factory=Limits)
    violations: list[Violation] = field(default_factory=list)
    by_limit: dict[str, int] = field(default_factory=lambda: {"overall": 0, "chat": 0})
    counted: int = 0
    busiest_second: int = 0
    _last_second: deque[float] = field(default_factory=deque)
    _full_at: dict[int, float] = field(default_factory=dict)

    @property
    def violation_count(self) -> int:
        return sum(self.by_limit.values())

    def check(self, method: str, chat_id: object, now: float, weight: int = 1) -> int | None:
        """Count a call at monotonic `now`. Gives the seconds to wait when it is to be refused."""
        if not method.startswith(COUNTED) or method in NOT_COUNTED or not isinstance(chat_id, int):
            return None
        broken = self._overall(now, weight) or self._chat(chat_id, now)
        if broken is None:
            self._count(chat_id, now, weight)
            return None
        limit, early = broken
        self._note(Violation(method, chat_id, now, limit, early))
        if self.limits.enforce:
            return max(math.ceil(early), 1)
        self._count(chat_id, now, weight)
        return None

    def _overall(self, now: float, weight: int) -> tuple[str, float] | None:
        while self._last_second and self._last_second[0] <= now - 1 + self.limits.slack:
            self._last_second.popleft()
        too_many = len(self._last_second) + weight - self.limits.overall
        if too_many <= 0:
            return None
        place = min(too_many, len(self._last_second)) - 1
        return "overall", self._last_second[place] + 1 - now if place >= 0 else 1.0

    def _chat(self, chat_id: int, now: float) -> tuple[str, float] | None:
        """The burst is a bucket: `_full_at` is when it will be full again."""
        earliest = self._full_at.get(chat_id, now) - (self.limits.burst - 1) / self.limits.per_chat
        early = earliest - now - self.limits.slack
        return ("chat", early) if early > 0 else None

    def _count(self, chat_id: int, now: float, weight: int) -> None:
        self.counted += weight
        self._last_second.extend([now] * weight)
        self.busiest_second = max(self.busiest_second, len(self._last_second))
        self._full_at[chat_id] = (
            max(self._full_at.get(chat_id, now), now) + 1 / self.limits.per_chat
        )

    def _note(self, violation: Violation) -> None:
        self.by_limit[violation.limit] += 1
        if len(self.violations) < MOST_KEPT:
            self.violations.append(violation)
