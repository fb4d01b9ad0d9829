"""What the bench tells a rival, and the sending loop that they all use."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bench.script import FIRST_CHAT

IN_FLIGHT = 30


@dataclass(frozen=True)
class Orders:
    """See the package."""

    api: str
    job: str
    state: str = "memory"
    store: str = ""


def orders() -> Orders:
    return Orders(**json.loads(sys.argv[1]))


async def send_all(send: Callable[[int], Awaitable[object]]) -> None:
    """Send one message to each chat, with 30 in flight, each time that stdin names a number."""
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        chats = iter(range(FIRST_CHAT, FIRST_CHAT + int(line)))
        await asyncio.gather(*(_some(send, chats) for _ in range(IN_FLIGHT)))
    await asyncio.Event().wait()


async def _some(send: Callable[[int], Awaitable[object]], chats: Iterator[int]) -> None:
    for chat in chats:
        await send(chat)
