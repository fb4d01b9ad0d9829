"""Whether the database's disk has room left. PostgreSQL is asked, since it may run elsewhere."""

import threading
import time
from dataclasses import dataclass, field

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.db import transaction

# Sixteen megabytes, set aside for a moment and given back: as much as PostgreSQL needs for its
# next log file. Where that cannot be made it stops altogether, so we want to know it before.
ASK = "SELECT count(*) FROM unnest(array_fill(repeat('x', 1000000), ARRAY[16]))"
DISK_FULL = "53100"
AGAIN_SECONDS = 10.0


def has_room(session: Session) -> bool:
    """Ask now. It takes some fifty milliseconds. Raises what the database raises otherwise."""
    try:
        with session.begin_nested():
            session.execute(text(ASK))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != DISK_FULL:
            raise
        return False
    return True


@dataclass
class Room:
    """The same for who is asked by anybody: the database hears it once in ten seconds."""

    engine: Engine
    _there: bool = True
    _asked_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def there(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if self._asked_at is None or now - self._asked_at > AGAIN_SECONDS:
                with transaction(self.engine) as session:
                    self._there = has_room(session)
                self._asked_at = now
            return self._there
