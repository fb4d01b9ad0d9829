"""The same bot without a database: our dialogue and our client, and nothing is kept.

What it costs beside the real one is the price of durability. `python -m bench.in_memory '{...}'`
with `database` (read once, for the plan), `api` and `window`.
"""

import asyncio
import json
import sys
from collections import defaultdict, deque
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import uvloop

from bench.script import BOT, TOKEN
from bot.channels.telegram import wire
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.intake import ALLOWED, split, tap_of
from bot.dialogue import engine
from bot.dialogue.events import Done, Event, Outcome
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Reply, merged
from bot.dialogue.state import State
from bot.dialogue.wishes.me import ChooseWijk
from bot.dialogue.wishes.wish import Wish
from bot.facts.plan import PlanCache
from bot.hearing import hear
from bot.running import calm_collector
from bot.speaking import to_message
from bot.understand import understand
from models.db import database_now, make_engine, transaction
from models.initiatives.terms import local_day
from models.messages.receiving import Received


@dataclass
class Person:
    """One chat: where the talk stands, and what we know of them."""

    facts: Facts
    state: State = field(default_factory=State)

    def hears(self, event: Event) -> list[dict[str, Any]]:
        """The messages that answer this event, as `sendMessage` takes them."""
        events, replies = deque([understand(event, self.state, "nl")]), list[Reply]()
        while events:
            step = engine.step(self.state, events.popleft(), self.facts)
            self.state = step.state
            replies += step.replies
            events += [self._carry_out(wish) for wish in step.wishes]
        bodies = [to_message(reply, self.state.turn) for reply in merged(replies)]
        return [payload_of(body) for body in bodies]

    def _carry_out(self, wish: Wish) -> Outcome:
        if not isinstance(wish, ChooseWijk):
            raise ValueError(f"the talk that is measured has no {wish}")
        self.facts = replace(self.facts, wijk=wish.wijk)
        return Done("ChooseWijk")


def payload_of(body: Mapping[str, Any]) -> dict[str, Any]:
    (text,) = wire.texts(wire.parts_of(body, "nl"))
    markup = wire.keyboard(body, "nl", 0)
    return text | ({"reply_markup": markup} if markup else {})


@dataclass
class Memory:
    """The whole bot. One chat's messages go one after the other, all chats' beside each other."""

    api: BotApi
    stranger: Facts
    window: asyncio.Semaphore
    people: dict[int, Person] = field(default_factory=dict)
    queues: dict[int, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def serve(self) -> None:
        asked: dict[str, Any] = {"timeout": 25, "limit": 100, "allowed_updates": ALLOWED}
        while True:
            _, answer = await self.api.raw("getUpdates", asked, seconds=35)
            rows, offset = split(BOT, answer)
            for row in rows:
                self._start(self._take(row))
            if offset:
                asked["offset"] = offset

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _take(self, row: Received) -> None:
        event = hear("telegram", row.body).event
        if row.caller is None or event is None:
            return
        if query := tap_of(row.body):
            self._start(self.api.call("answerCallbackQuery", {"callback_query_id": query}))
        chat = int(row.caller.external_id)
        person = self.people.setdefault(chat, Person(self.stranger))
        async with self.queues[chat]:
            for payload in person.hears(event):
                async with self.window:
                    await self.api.call("sendMessage", {"chat_id": chat} | payload)


def stranger(url: str) -> Facts:
    """Somebody new, with the plan that this database holds."""
    database = make_engine(url)
    with transaction(database) as session:
        today = local_day(database_now(session))
        plan = PlanCache("https://wijk.example").get(session, today)
    database.dispose()
    return Facts("telegram", today, "nl", "", None, frozenset(), False, (), plan)


async def _main(database: str, api: str, window: int) -> None:
    who = stranger(database)
    async with BotApi(TOKEN, api) as door:
        print("ready", flush=True)
        await Memory(door, who, asyncio.Semaphore(window)).serve()


if __name__ == "__main__":
    calm_collector()
    uvloop.run(_main(**json.loads(sys.argv[1])))
