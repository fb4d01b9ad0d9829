"""The fake's own clock, which a test may move forward instead of waiting."""

import time
from datetime import UTC, datetime


class Clock:
    """Wall time plus what tests have added. Pauses and deadlines use `time.monotonic` elsewhere."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.offset

    def moment(self) -> datetime:
        """Now, in whole seconds as Telegram tells it, in UTC."""
        return datetime.fromtimestamp(int(self.now()), UTC)

    def advance(self, seconds: float) -> None:
        self.offset += seconds
