"""The log of every call that came in: what was asked, when, and what came of it."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from tests.fake_telegram.clock import Clock
from tests.fake_telegram.wire import Wire, as_json

MOST_KEPT = 500_000


@dataclass
class Call:
    """One call. `status` is the HTTP status of the answer, or 0 where the connection was cut."""

    number: int
    method: str
    started: float  # monotonic seconds
    wall: float  # seconds since 1970, by the fake's clock
    params: Wire
    files: dict[str, int]  # name -> bytes
    status: int = 0
    description: str | None = None
    processed: bool = False
    fault: str | None = None
    message_id: int | None = None
    ended: float = 0.0
    host: str = ""  # the name by which we were called: it tells two processes apart


class Calls:
    """All calls in order, the last half million in memory and all in a file when one is given."""

    def __init__(self, clock: Clock, log: Path | None) -> None:
        self._clock = clock
        self._calls: deque[Call] = deque(maxlen=MOST_KEPT)
        self._log: TextIOWrapper | None = log.open("a", encoding="utf-8") if log else None
        self.count = 0

    def begin(self, method: str) -> Call:
        self.count += 1
        call = Call(self.count, method, time.monotonic(), self._clock.now(), {}, {})
        self._calls.append(call)
        return call

    def end(self, call: Call) -> None:
        call.ended = time.monotonic()
        if self._log:
            self._log.write(as_json(vars(call)).decode() + "\n")

    def chosen(self, since: int, method: str | None, chat_id: int | None) -> Iterator[Call]:
        """The calls after number `since`, perhaps of one method (any case) or one chat."""
        for call in self._calls:
            if call.number <= since or (method and call.method.lower() != method.lower()):
                continue
            if chat_id is None or call.params.get("chat_id") == chat_id:
                yield call

    def clear(self) -> None:
        self._calls.clear()

    def flush(self) -> None:
        if self._log:
            self._log.flush()

    def close(self) -> None:
        if self._log:
            self._log.close()
