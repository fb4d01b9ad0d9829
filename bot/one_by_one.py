"""Into the database one after the other: the stages of one process, on its busiest ways.

Threads of one Python process work one at a time anyway. Where three of them talk with the
database at once, each waits for the interpreter at every answer, and the switches cost some 15%
of all processor time without a message more a second (docs/adr/0008).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# A courtesy and no lock that anything rests on: nobody waits longer for somebody who is slow.
PATIENCE = 0.1
# So few rows are soon done: whoever has no more need not wait, and no answer waits behind a
# broadcast (docs/adr/0008).
FEW = 5


@dataclass(frozen=True)
class OneByOne:
    """Shared by the stages of one process."""

    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def turn(self, rows: int = FEW) -> Iterator[None]:
        """Wait until no other stage is inside, `PATIENCE` seconds at most; with few rows not."""
        mine = self._lock.acquire(timeout=PATIENCE if rows >= FEW else 0)
        try:
            yield
        finally:
            if mine:
                self._lock.release()
