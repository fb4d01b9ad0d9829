"""The stub's own limit: what comes above it is refused with 429."""

import time
from dataclasses import dataclass, field


@dataclass
class Limiter:
    """A bucket of `burst` messages that fills with `rate` a second; rate 0 refuses nothing."""

    rate: float
    burst: float
    refused: int = 0
    _tokens: float = field(init=False)
    _at: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        self._tokens = self.burst

    def allows(self) -> bool:
        if not self.rate:
            return True
        now = time.perf_counter()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1:
            self.refused += 1
            return False
        self._tokens -= 1
        return True
