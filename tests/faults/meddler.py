"""Somebody who locks ideas and people in the wrong order, again and again: deadlocks."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from models.db import transaction

# In the house a turn holds the person first, and then the idea.
IDEA = text("SELECT resident_id FROM contribution WHERE ref = :ref FOR UPDATE")
PERSON = text("SELECT id FROM resident WHERE id = :id FOR NO KEY UPDATE")


@contextmanager
def a_meddler(engine: Engine, refs: Sequence[str], seed: int) -> Iterator[None]:
    """While inside, some of these ideas are held for a moment, and then their people wanted."""
    stop, chosen = threading.Event(), random.Random(seed)

    def meddle() -> None:
        while not stop.wait(0.05):
            with suppress(OperationalError), transaction(engine) as session:
                person = session.scalar(IDEA, {"ref": chosen.choice(refs)})
                time.sleep(0.03)
                session.execute(PERSON, {"id": person})

    threads = [threading.Thread(target=meddle, name="meddler") for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def deadlocks(engine: Engine) -> int:
    """How many PostgreSQL had to end in this database."""
    with transaction(engine) as session:
        found = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(session.scalar(found) or 0)
