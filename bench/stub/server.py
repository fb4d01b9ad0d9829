"""HTTP/1.1 as far as the Bot API's clients speak it: keep-alive, Content-Length, any encoding.

A server of our own is right here and nowhere else: what stands between two clients under
measurement must cost less than either of them. Fields are found in the raw body, which is JSON
with one client, a form with another and multipart with a third.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import parse_qsl

from bench.stub.limiter import Limiter
from bench.stub.people import Crowd, numbered

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_NUMBER = rb"[^\w-]{1,8}(-?\d+)"
_CHAT = re.compile(rb"\bchat_id" + _NUMBER)
_OFFSET = re.compile(rb"\boffset" + _NUMBER)
_TIMEOUT = re.compile(rb"\btimeout" + _NUMBER)
_HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

OK = b'{"ok":true,"result":true}'
ME = (
    b'{"ok":true,"result":{"id":4200,"is_bot":true,"first_name":"Wijk","username":"wijk_bot",'
    b'"can_join_groups":false,"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
TOO_MANY = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1",'
    b'"parameters":{"retry_after":1}}'
)
PLAIN = (
    b'{"ok":true,"result":{"message_id":@ID@,"date":1795000000,"text":"ok",'
    b'"chat":{"id":@CHAT@,"type":"private","first_name":"Ria"}}}'
)

Answer = Callable[[int, bytes], None]


@dataclass
class Stub:
    """All that the connections share. `times`: when each message came, on perf_counter."""

    crowd: Crowd
    limiter: Limiter
    delay: float
    taps: int = 0
    message_id: int = 0
    last_body: bytes = b""
    times: list[float] = field(default_factory=list)
    polls: list[Callable[[], bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crowd.wake = self._woken

    def called(self, method: bytes, body: bytes, answer: Answer) -> None:
        """One Bot API call."""
        if method == b"getUpdates":
            self._poll(body, answer)
        elif method in (b"sendMessage", b"editMessageText"):
            answer(*self._message(body))
        elif method == b"getMe":
            answer(200, ME)
        else:
            self.taps += method == b"answerCallbackQuery"
            answer(200, OK)

    def _message(self, body: bytes) -> tuple[int, bytes]:
        if not self.limiter.allows():
            return 429, TOO_MANY
        found = _CHAT.search(body)
        chat = int(found[1]) if found else 0
        self.times.append(time.perf_counter())
        self.message_id += 1
        line = self.crowd.heard(chat)
        self.last_body = body
        return 200, numbered(line.sent if line else PLAIN, chat, self.message_id)

    def _poll(self, body: bytes, answer: Answer) -> None:
        offset = _OFFSET.search(body)
        seconds = _TIMEOUT.search(body)
        poll = _Poll(self, int(offset[1]) if offset else 0, answer)
        if not poll.tried():
            self.polls.append(poll.tried)
            wait = int(seconds[1]) if seconds else 0
            asyncio.get_running_loop().call_later(wait, poll.give_up)

    def _woken(self) -> None:
        waiting, self.polls = self.polls, []
        self.polls += [tried for tried in waiting if not tried()]

    def asked(self, path: str, query: str) -> bytes:
        """What the bench itself asks: /come starts talks, /state counts, /times and /took list."""
        given = dict(parse_qsl(query))
        if path == "/come":
            talks, width, first = (int(given[name]) for name in ("talks", "width", "first"))
            self.crowd.come(talks, width, first, float(given["think"]))
        known: dict[str, object] = {
            "/times": self.times,
            "/took": self.crowd.took,
            "/last": self.last_body.decode(errors="replace"),
        }
        return json.dumps(known.get(path, self._state())).encode()

    def _state(self) -> dict[str, int]:
        return {
            "messages": len(self.times),
            "taps": self.taps,
            "refused": self.limiter.refused,
            "talks": self.crowd.done,
            "updates": self.crowd.next_update - 1,
        }


@dataclass
class _Poll:
    """One getUpdates that waits for something to hand out."""

    stub: Stub
    offset: int
    answer: Answer
    over: bool = False

    def tried(self) -> bool:
        """True once it was answered."""
        if not self.over and (found := self.stub.crowd.updates(self.offset)):
            self._end(found)
        return self.over

    def give_up(self) -> None:
        if not self.over:
            self._end([])

    def _end(self, found: list[bytes]) -> None:
        self.over = True
        self.answer(200, b'{"ok":true,"result":[' + b",".join(found) + b"]}")


class Door(asyncio.Protocol):
    """One connection."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._loop = asyncio.get_running_loop()
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) > 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < size:
                return
            if _CHUNKED.search(head):
                raise ValueError("the stub knows no chunks")
            body, self._buffer = self._buffer[end + 4 : size], self._buffer[size:]
            self._called(head, body)

    def _called(self, head: bytes, body: bytes) -> None:
        path, _, query = head.split(b" ", 2)[1].partition(b"?")
        if path.startswith(b"/bot"):
            self._stub.called(path.rpartition(b"/")[2], query + body, self._later)
        else:
            self._write(200, self._stub.asked(path.decode(), query.decode()))

    def _later(self, status: int, body: bytes) -> None:
        if self._stub.delay:
            self._loop.call_later(self._stub.delay, self._write, status, body)
        else:
            self._write(status, body)

    def _write(self, status: int, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(_HEAD % (status, len(body)) + body)
