"""Calling the Bot API over aiohttp, with python-telegram-bot's error classes.

The calls made for every message go this way: through python-telegram-bot's default request a
message costs some 5 ms of processor time, this way 0.2 (docs/adr/0006). Its `Bot` sets us up.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from types import TracebackType
from typing import Any, Self

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from models import quick_json

CONNECT_SECONDS = 10.0
CALL_SECONDS = 30.0
TOO_MANY = 429
# By then a pause is in the database, also on a busy evening.
HUSH_SECONDS = 5.0
# Where they do not say how long.
SOME_SECONDS = 5
_JSON = {"Content-Type": "application/json"}


@cache
def _within(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)


class NotReached(NetworkError):
    """The call surely did not arrive: no connection was made."""


class ServerIll(NetworkError):
    """The other side answered 500 or 503: it did not do it."""


class NoAnswer(NetworkError):
    """The call went out and no answer came back: it may have been done."""


class TooManyRequests(TelegramError):
    """Wait before the next call. RetryAfter itself gives its time only with a warning."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Too Many Requests")
        self.wait = timedelta(seconds=seconds)


@dataclass
class Hush:
    """What this process just heard of "too many requests", until the database surely knows it.

    All stages ask the database, and share this for the moment before it is written there.
    """

    _until: float = 0.0

    def heard(self, seconds: int) -> None:
        self._until = time.monotonic() + min(seconds, HUSH_SECONDS)

    def check(self, method: str) -> None:
        """Raises TooManyRequests where this may not start; getUpdates has a pause of its own."""
        left = self._until - time.monotonic()
        if left > 0 and method != "getUpdates":
            raise TooManyRequests(math.ceil(left))


class BotApi:
    """One bot's door to the Bot API. Used inside one event loop; close it with `async with`."""

    def __init__(self, token: str, base: str, *, connections: int = 100) -> None:
        self._url = f"{base.rstrip('/')}/bot{token}/"
        self._file_url = f"{base.rstrip('/')}/file/bot{token}/"
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._hush = Hush()

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=15)
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=_within(CALL_SECONDS), cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, payload: Mapping[str, Any], *, seconds: float = 0) -> Any:
        """The result of one method. `seconds`: how long to wait for its answer.

        Raises telegram.error classes; of NetworkError only NotReached, ServerIll or NoAnswer.
        """
        status, answer = await self.raw(method, payload, seconds=seconds)
        return result(status, answer)

    async def raw(
        self,
        method: str,
        payload: Mapping[str, Any] | aiohttp.FormData,
        *,
        seconds: float = 0,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises NotReached, NoAnswer or TooManyRequests.

        It raises the last where none was made, since another one just heard so.
        """
        self._hush.check(method)
        form = isinstance(payload, aiohttp.FormData)
        data = payload if form else quick_json.dumps(payload)
        headers = None if form else _JSON
        timeout = _within(seconds or CALL_SECONDS)
        try:
            async with self._open.post(
                self._url + method, data=data, headers=headers, timeout=timeout
            ) as response:
                status, answer = response.status, await response.read()
        except aiohttp.ClientConnectorError as error:
            raise NotReached(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            # `from None`: the cause holds the address, and with it the token.
            raise NoAnswer(type(error).__name__) from None
        if status == TOO_MANY:
            self._hush.heard(_wait(_said(answer)))
        return status, answer

    def check(self, status: int, answer: bytes) -> Any:
        """The result in an answer that `raw` gave. Raises as `call` does."""
        return result(status, answer)

    async def upload(self, method: str, form: aiohttp.FormData) -> Any:
        """The same as `call`, with files."""
        status, answer = await self.raw(method, form)
        return result(status, answer)

    async def download(self, path: str, limit: int) -> bytes:
        """A file that `getFile` named, `limit` bytes at most (what is longer is cut there)."""
        self._hush.check("download")
        try:
            async with self._open.get(self._file_url + path) as response:
                if response.status == TOO_MANY:
                    seconds = int(response.headers.get("Retry-After", SOME_SECONDS))
                    self._hush.heard(seconds)
                    raise TooManyRequests(seconds)
                if response.status != 200:
                    kind = BadRequest if response.status < 500 else ServerIll
                    raise kind(f"file: {response.status}")
                data = bytearray()
                # One read gives what has arrived, not all that was asked for.
                while len(data) < limit and (piece := await response.content.read(limit)):
                    data += piece
                return bytes(data[:limit])
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise NoAnswer(type(error).__name__) from None

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("use BotApi with `async with`")
        return self._session


def result(status: int, answer: bytes) -> Any:
    """What an answer says. Raises telegram.error classes."""
    said = _said(answer)
    if said.get("ok"):
        return said["result"]
    raise _error(status, said)


def _said(answer: bytes) -> Mapping[str, Any]:
    """The answer as JSON; nothing where what stands before Telegram answered with a page."""
    try:
        said: Mapping[str, Any] = quick_json.loads(answer)
    except ValueError:
        return {}
    return said


def _wait(said: Mapping[str, Any]) -> int:
    """For how many seconds we must leave them alone."""
    return int((said.get("parameters") or {}).get("retry_after") or SOME_SECONDS)


def _error(status: int, said: Mapping[str, Any]) -> TelegramError:
    text = str(said.get("description") or f"status {status}")
    more = said.get("parameters") or {}
    if more.get("migrate_to_chat_id"):
        return ChatMigrated(int(more["migrate_to_chat_id"]))
    if status == TOO_MANY or more.get("retry_after"):
        return TooManyRequests(_wait(said))
    if status in (500, 503):
        return ServerIll(text)
    if status > 500:
        return NoAnswer(text)
    kinds: dict[int, type[TelegramError]] = {
        401: InvalidToken,
        404: InvalidToken,
        403: Forbidden,
        409: Conflict,
    }
    return kinds.get(status, BadRequest)(text)
