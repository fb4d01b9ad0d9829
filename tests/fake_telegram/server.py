"""The HTTP server: the door for bots, downloads and the door for tests, on one port or two."""

import asyncio
import inspect
import json
import re
from collections.abc import Callable

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.web_protocol import RequestHandler

from tests.fake_telegram.botdoor import bot_call, file_download
from tests.fake_telegram.control import ACTS
from tests.fake_telegram.errors import ApiError, ControlError, bad_request, not_found
from tests.fake_telegram.fake import Fake
from tests.fake_telegram.wire import Wire, as_json

HOST = "127.0.0.1"
BACKLOG = 1024
LARGEST_BODY = 64 << 20
BOT = re.compile(r"/bot([^/]+)/([A-Za-z]+)/?$")
FILE = re.compile(r"/file/bot([^/]+)/(.+)$")
CONTROL = re.compile(r"/control/([a-z_]+)$")


class Door:
    """One listening port, which can be shut and opened again."""

    def __init__(self, fake: Fake, port: int) -> None:
        self._fake = fake
        self.port = port
        self._server: web.Server | None = None
        self._runner: web.ServerRunner | None = None

    async def open(self) -> None:
        """Listen. Port 0 takes a free one, and keeps it when opened again."""
        self._server = web.Server(self._handled, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(self._server)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port, backlog=BACKLOG, reuse_address=True)
        await site.start()
        self.port = site.port

    async def shut(self) -> None:
        """Refuse new connections and reset the open ones."""
        if self._server is None or self._runner is None:
            return
        for site in list(self._runner.sites):
            await site.stop()
        for connection in self._server.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await self._runner.cleanup()
        self._server = self._runner = None

    async def _handled(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if call := BOT.match(path):
            return await bot_call(self._fake, request, call[1], call[2])
        if download := FILE.match(path):
            return await file_download(self._fake, request, download[1], download[2])
        if act := CONTROL.match(path):
            return await _controlled(self._fake, request, act[1])
        return web.json_response(not_found().body(), status=404)


async def serve(
    fake: Fake, door: Door, control: Door | None, ready: Callable[[int, int], None]
) -> None:
    """Serve until cancelled. The control door, where there is one, stays open in an outage."""
    await door.open()
    if control:
        await control.open()
    ready(door.port, control.port if control else door.port)
    try:
        while True:
            seconds = await fake.outages.get()
            await door.shut()
            await asyncio.sleep(seconds)
            await door.open()
    finally:
        await fake.reset()
        await door.shut()
        if control:
            await control.shut()
        fake.calls.close()


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    """aiohttp's own request, for bodies as large as Telegram takes."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY
    )


async def _controlled(fake: Fake, request: web.BaseRequest, name: str) -> web.Response:
    """Carry out a test's act; what it got wrong is told in one line with status 400."""
    act = ACTS.get(name)
    if act is None:
        return _mistake(f"there is no act {name!r}; there are {', '.join(ACTS)}")
    try:
        given: Wire = json.loads(await request.read() or b"{}")
        done = act(fake, given)
        result = await done if inspect.isawaitable(done) else done
    except (ControlError, ApiError) as error:
        return _mistake(str(error))
    except (KeyError, TypeError, ValueError) as error:
        return _mistake(f"{name}: {type(error).__name__}: {error}")
    return web.Response(body=as_json(result), content_type="application/json")


def _mistake(why: str) -> web.Response:
    return web.json_response(bad_request(why).body(), status=400)
