"""The line between wijkbot and PostgreSQL, which can break at the worst moment: in a COMMIT.

The server has carried it out, and who asked never hears so: nobody can tell it from a transaction
that never was. (Or the line breaks just before: then it never was.)
"""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import make_url

# A simple query, its length in four bytes, its text: so psycopg commits.
COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
ROOM = 1 << 16


@dataclass
class Line:
    """A door on 127.0.0.1 to the server behind a socket. One in `every` commits breaks the line
    (0: none does). `cut` counts them: `after` the server did it, and `before`.
    """

    path: str
    moments: random.Random
    every: int = 0
    cut: dict[str, int] = field(default_factory=lambda: {"after": 0, "before": 0})
    _door: socket.socket = field(default_factory=socket.socket)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> int:
        """Its port."""
        self._door.bind(("127.0.0.1", 0))
        self._door.listen(50)
        threading.Thread(target=self._answer, daemon=True).start()
        return int(self._door.getsockname()[1])

    def close(self) -> None:
        self._door.close()

    def _answer(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with socket.socket(socket.AF_UNIX) as server, client, suppress(OSError):
            server.connect(self.path)
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            while said := client.recv(ROOM):
                when = self._breaks(said)
                if when == "before":
                    # A close alone waits for the other thread's read: the server would not know.
                    server.shutdown(socket.SHUT_RDWR)
                    break
                if when == "after":
                    # The answer goes nowhere; that it comes says that the server did it.
                    client.shutdown(socket.SHUT_RDWR)
                server.sendall(said)
                if when:
                    break
            if when == "after":
                back.join(5)

    def _breaks(self, said: bytes) -> str:
        with self._lock:
            if not (self.every and said.endswith(COMMIT)) or self.moments.randrange(self.every):
                return ""
            when = self.moments.choice(("after", "before"))
            self.cut[when] += 1
            return when


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Until one of the two ends; what the target does not take is lost."""
    with suppress(OSError):
        while said := source.recv(ROOM):
            target.sendall(said)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def a_bad_line(url: str, seed: int) -> Iterator[tuple[str, Line]]:
    """The same database by way of a line that breaks when it is told to."""
    known = make_url(url)
    folder = known.query.get("host") or known.host
    line = Line(f"{folder}/.s.PGSQL.{known.query.get('port', 5432)}", random.Random(seed))
    port = line.open()
    try:
        yield known.set(host="127.0.0.1", port=port, query={}).render_as_string(False), line
    finally:
        line.close()
