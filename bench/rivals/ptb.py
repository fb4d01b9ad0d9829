"""python-telegram-bot: ConversationHandler in memory or with PicklePersistence, and its Bot."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench.rivals.orders import Orders, orders, send_all
from bench.script import TOKEN, Step, broadcast, steps

Context = ContextTypes.DEFAULT_TYPE
Handle = Callable[[Update, Context], Coroutine[Any, Any, int]]


def answer(step: Step) -> dict[str, Any]:
    rows = step.buttons
    return {
        "text": step.text,
        "entities": [MessageEntity(**entity) for entity in step.entities],
        "reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton(**b)] for b in rows]),
    }


def handle(number: int, step: Step, last: bool) -> Handle:
    """Remember what was said, answer, and go on to the next state."""

    async def handler(update: Update, context: Context) -> int:
        assert update.effective_chat is not None
        assert context.user_data is not None
        if update.callback_query:
            await update.callback_query.answer()
            context.user_data[number] = update.callback_query.data
        elif update.message:
            context.user_data[number] = update.message.text
        await context.bot.send_message(update.effective_chat.id, **answer(step))
        return ConversationHandler.END if last else number + 1

    return handler


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """One handler a step, in order."""
    found: list[BaseHandler[Any, Any, Any]] = []
    talk = steps()
    for number, step in enumerate(talk):
        do = handle(number, step, number + 1 == len(talk))
        if step.tapped:
            found.append(CallbackQueryHandler(do, pattern=f"^{step.said}$"))
        elif step.said.startswith("/"):
            found.append(CommandHandler(step.said[1:], do))
        else:
            found.append(MessageHandler(filters.TEXT & ~filters.COMMAND, do))
    return found


def talk(given: Orders) -> None:
    first, *others = handlers()
    kept = given.state == "pickle"
    conversation = ConversationHandler(
        entry_points=[first],
        states={number: [handler] for number, handler in enumerate(others, start=1)},
        fallbacks=[],
        name="talk",
        persistent=kept,
    )
    builder = Application.builder().token(TOKEN).base_url(f"{given.api}/bot")
    if kept:
        builder = builder.persistence(PicklePersistence(Path(given.store)))
    application = builder.build()
    application.add_handler(conversation)
    print("ready", flush=True)
    application.run_polling()


async def send(given: Orders) -> None:
    async with Bot(TOKEN, base_url=f"{given.api}/bot") as bot:
        message = broadcast()
        await send_all(lambda chat: bot.send_message(chat, **answer(message)))


if __name__ == "__main__":
    told = orders()
    if told.job == "talk":
        talk(told)
    else:
        asyncio.run(send(told))
