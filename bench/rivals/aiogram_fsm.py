"""aiogram 3: its finite state machine with memory or Redis, and its Bot."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message, MessageEntity
from aiogram.types import InlineKeyboardMarkup as Markup

from bench.rivals.orders import Orders, orders, send_all
from bench.script import TOKEN, Step, broadcast, steps

Handle = Callable[[Any, FSMContext], Coroutine[Any, Any, None]]


class Talk(StatesGroup):
    one, two, three, four, five, six = (State() for _ in range(6))


STATES = (None, Talk.one, Talk.two, Talk.three, Talk.four, Talk.five, Talk.six)


def answer(step: Step) -> dict[str, Any]:
    rows = [[InlineKeyboardButton(**button)] for button in step.buttons]
    return {
        "text": step.text,
        "entities": [MessageEntity(**entity) for entity in step.entities],
        "reply_markup": Markup(inline_keyboard=rows),
    }


def handle(number: int, step: Step) -> Handle:
    """Remember what was said, answer, and go on to the next state."""

    async def handler(event: Message | CallbackQuery, state: FSMContext) -> None:
        message = event
        said = event.text if isinstance(event, Message) else event.data
        if isinstance(event, CallbackQuery):
            await event.answer()
            assert isinstance(event.message, Message)
            message = event.message
        await state.update_data({str(number): said})
        # Before the answer, as its guide has it: a quick person would meet the old state.
        if number + 1 < len(STATES):
            await state.set_state(STATES[number + 1])
        else:
            await state.clear()
        await message.answer(**answer(step))

    return handler


def dispatcher(storage: BaseStorage) -> Dispatcher:
    found = Dispatcher(storage=storage)
    for number, step in enumerate(steps()):
        now, do = StateFilter(STATES[number]), handle(number, step)
        if step.tapped:
            found.callback_query.register(do, now, F.data == step.said)
        elif step.said.startswith("/"):
            found.message.register(do, Command(step.said[1:]))
        else:
            found.message.register(do, now, F.text)
    return found


def talk(given: Orders) -> None:
    """`run_polling` takes uvloop where it finds it, so here it does."""
    kept = given.state == "redis"
    storage = RedisStorage.from_url(given.store) if kept else MemoryStorage()
    print("ready", flush=True)
    dispatcher(storage).run_polling(a_bot(given))


async def send(given: Orders) -> None:
    message = broadcast()
    async with a_bot(given) as bot:
        await send_all(lambda chat: bot.send_message(chat, **answer(message)))


def a_bot(given: Orders) -> Bot:
    return Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(given.api)))


if __name__ == "__main__":
    told = orders()
    if told.job == "talk":
        talk(told)
    else:
        asyncio.run(send(told))
