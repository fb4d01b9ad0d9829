"""One port for all doors: which application answers which path, and the server under it."""

import signal
import threading
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 8
LOOK_SECONDS = 0.2
STOP_SECONDS = 8.0


class Doors:
    """Sends a request to the application of its first path segment, else to `home`.

    `rooms` see the whole path; `mounts` see it without their own segment.
    """

    def __init__(
        self,
        home: "WSGIApplication",
        rooms: Mapping[str, "WSGIApplication"],
        mounts: Mapping[str, "WSGIApplication"],
    ) -> None:
        self._home = home
        self._rooms = rooms
        self._mounts = mounts

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        segment = "/" + path.lstrip("/").partition("/")[0]
        if segment in self._mounts:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + segment
            environ["PATH_INFO"] = path[len(segment) :] or "/"
            return self._mounts[segment](environ, start_response)
        return self._rooms.get(segment, self._home)(environ, start_response)


def serve(app: "WSGIApplication", host: str, port: int) -> None:
    """Answer requests until SIGTERM or Ctrl-C. Raises OSError when the port is taken.

    Then no new one is taken, and who waits for an answer still gets it, eight seconds at most. A
    browser that keeps its connection open does not keep us.
    """
    sockets: dict[int, Any] = {}
    server: Any = create_server(
        app,
        map=sockets,
        host=host,
        port=port,
        threads=THREADS,
        # Far above what any form takes: a file that is too large deserves a page of our own.
        max_request_body_size=48 * 1024 * 1024,
        ident="",
        # Each application believes as many proxies as its settings name, and no more.
        clear_untrusted_proxy_headers=False,
    )
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    while not stop.is_set():
        wasyncore.loop(LOOK_SECONDS, map=sockets, count=1)
    _finish(sockets)
    server.task_dispatcher.shutdown(timeout=0)


def _finish(sockets: dict[int, Any]) -> None:
    """Give the answers that are still owed."""
    for door in [one for one in sockets.values() if isinstance(one, BaseWSGIServer)]:
        # Not its own `close`: its trigger still has to wake us when an answer is ready.
        wasyncore.dispatcher.close(door)
    end = time.monotonic() + STOP_SECONDS
    while (talks := _talks(sockets)) and time.monotonic() < end:
        for one in talks:
            if not (one.requests or one.request or one.total_outbufs_len):
                one.handle_close()
        wasyncore.loop(LOOK_SECONDS, map=sockets, count=1)


def _talks(sockets: dict[int, Any]) -> list[HTTPChannel]:
    """The open connections."""
    return [one for one in sockets.values() if isinstance(one, HTTPChannel)]
