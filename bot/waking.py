"""Being woken when there is work: one LISTEN connection a process, and a poll beside it.

A notification says which work there is. It may be lost; every loop also looks each half second.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence

import psycopg
import structlog

from models.messages.receiving import WAKE, Work

log = structlog.get_logger()

AGAIN_SECONDS = 0.5

Callbacks = Mapping[Work, Sequence[Callable[[], object]]]


class Waker(threading.Thread):
    """Calls the callbacks of each work that is told of, from its own thread, until `close`.

    Needs a direct connection: through a pooling proxy LISTEN does not hold.
    """

    def __init__(self, url: str, callbacks: Callbacks) -> None:
        super().__init__(name="waker", daemon=True)
        self._url = url.replace("postgresql+psycopg://", "postgresql://")
        self._callbacks = callbacks
        self._closing = threading.Event()

    def run(self) -> None:
        while not self._closing.is_set():
            try:
                self._listen()
            except psycopg.OperationalError as error:
                log.debug("waker.database_away", error=type(error).__name__)
                time.sleep(AGAIN_SECONDS)

    def close(self) -> None:
        self._closing.set()

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True, application_name="wijkbot wake") as line:
            line.execute(f"LISTEN {WAKE}")
            while not self._closing.is_set():
                for told in line.notifies(timeout=AGAIN_SECONDS, stop_after=1):
                    self._wake(told.payload)

    def _wake(self, work: str) -> None:
        for callback in self._callbacks.get(Work(work), ()):
            callback()
