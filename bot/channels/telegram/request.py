"""python-telegram-bot's `Bot` over aiohttp.

Its own request is httpx, which costs six to ten times the processor time and logs every address,
token included (docs/adr/0006). `Bot` is used where its objects help: setting up, looking up.
"""

from typing import Any

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.api import result

TOO_MANY = 429
TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=10)


class AiohttpRequest(BaseRequest):
    """One aiohttp session as the way to the Bot API."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return TIMEOUT.total

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut, NetworkError, TooManyRequests; none has the address."""
        await self.initialize()
        assert self._session is not None
        body = request_data.json_parameters if request_data else None
        try:
            async with self._session.request(method, url, data=body) as response:
                answer = await response.read()
                if response.status == TOO_MANY:
                    # Bot's own error gives its time only with a warning.
                    result(response.status, answer)
                return response.status, answer
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None


def make_bot(token: str, base: str) -> Bot:
    """A `Bot` on this Bot API server. Use it with `async with`."""
    root = base.rstrip("/")
    return Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
