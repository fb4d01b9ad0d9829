"""Being woken when there is work: one LISTEN connection a process, and a poll beside it.

A notification is empty and may be lost; every loop also looks each half second.
"""

import threading
import time
from collections.abc import Callable, Sequence

import psycopg
import structlog

from models.messages.receiving import WAKE

log = structlog.get_logger()

AGAIN_SECONDS = 0.5


class Waker(threading.Thread):
    """Calls `callbacks` on each notification, from its own thread, until `close`.

    Needs a direct connection: through a pooling proxy LISTEN does not hold.
    """

    def __init__(self, url: str, callbacks: Sequence[Callable[[], object]]) -> None:
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
                for _ in line.notifies(timeout=AGAIN_SECONDS, stop_after=1):
                    self._wake()

    def _wake(self) -> None:
        for callback in self._callbacks:
            callback()
