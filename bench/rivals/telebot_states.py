"""pyTelegramBotAPI, asynchronous: its states in memory, and its Bot."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_filters import StateFilter
from telebot.asyncio_storage import StateMemoryStorage
from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bench.rivals.orders import Orders, orders, send_all
from bench.script import TOKEN, Step, broadcast, steps

Handle = Callable[[Any], Coroutine[Any, Any, None]]


def answer(step: Step) -> dict[str, Any]:
    rows = [[InlineKeyboardButton(**button)] for button in step.buttons]
    return {
        "text": step.text,
        "entities": [MessageEntity(**entity) for entity in step.entities],
        "reply_markup": InlineKeyboardMarkup(rows),
    }


def handle(bot: AsyncTeleBot, number: int, step: Step, last: bool) -> Handle:
    """Remember what was said, answer, and go on to the next state."""

    async def handler(event: Any) -> None:
        who, message, said = event.from_user.id, event, getattr(event, "data", None)
        if step.tapped:
            await bot.answer_callback_query(event.id)
            message = event.message
        chat = message.chat.id
        if number == 0:
            await bot.set_state(who, "0", chat)
        await bot.add_data(who, chat, **{f"said{number}": said or message.text})
        # Before the answer, as its guide has it: a quick person would meet the old state.
        if last:
            await bot.delete_state(who, chat)
        else:
            await bot.set_state(who, str(number + 1), chat)
        await bot.send_message(chat, **answer(step))

    return handler


def register(bot: AsyncTeleBot) -> None:
    talk = steps()
    bot.add_custom_filter(StateFilter(bot))  # type: ignore[no-untyped-call]
    for number, step in enumerate(talk):
        do, now = handle(bot, number, step, number + 1 == len(talk)), str(number)
        if step.tapped:
            same = _is(step.said)
            bot.register_callback_query_handler(do, func=same, state=now)
        elif step.said.startswith("/"):
            bot.register_message_handler(do, commands=[step.said[1:]])
        else:
            bot.register_message_handler(do, content_types=["text"], state=now)


def _is(said: str) -> Callable[[Any], bool]:
    return lambda query: bool(query.data == said)


async def main(given: Orders) -> None:
    asyncio_helper.API_URL = given.api + "/bot{0}/{1}"
    bot = AsyncTeleBot(TOKEN, state_storage=StateMemoryStorage())
    if given.job == "send":
        message = broadcast()
        await send_all(lambda chat: bot.send_message(chat, **answer(message)))
    register(bot)
    print("ready", flush=True)
    await bot.infinity_polling()


if __name__ == "__main__":
    asyncio.run(main(orders()))
