"""The bot as a deployment has it, at the pace that it was set, in a house with a crowd."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, text

from bench.contenders import settings
from bench.processes import Client, Stub, a_client
from bench.reminder import queue_for
from models.db import transaction

STAGES = ("intake", "files", "turns", "delivery")


@dataclass(frozen=True)
class Deployment:
    """A database, and the address of the Bot API that its processes talk with."""

    engine: Engine
    stub: Stub

    @contextmanager
    def runs(
        self, rate: float, *, stages: Sequence[str] = STAGES, window: int | None = None
    ) -> Iterator[Client]:
        """One process with these stages, at `rate` messages a second."""
        url = self.engine.url.render_as_string(hide_password=False)
        given = settings(url, self.stub.api) | {"send_rate": rate}
        ours = {"settings": given, "window": window, "stages": stages, "paced": True}
        with a_client("bench.ours", **ours) as client:
            yield client

    def broadcasts(self, name: str, people: int) -> None:
        """Queue a reminder to so many."""
        with transaction(self.engine) as session:
            queue_for(session, people, name)

    def waiting(self) -> int:
        """How many messages still have to go."""
        with self.engine.connect() as connection:
            query = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"
            return int(connection.execute(text(query)).scalar_one())
