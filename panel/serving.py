"""One port for all doors: which application answers which path, and the server under it."""

import signal
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from waitress.server import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 8


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
    """Answer requests until SIGTERM or Ctrl-C. Raises OSError when the port is taken."""
    server: Any = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        # Far above what any form takes: a file that is too large deserves a page of our own.
        max_request_body_size=48 * 1024 * 1024,
        ident="",
        # Each application believes as many proxies as its settings name, and no more.
        clear_untrusted_proxy_headers=False,
    )
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: threading.Thread(target=server.close).start())
    server.run()
