"""Updates as Telegram hands them out: the bytes, without a Telegram."""

import json
from collections.abc import Sequence

from bench.script import BOT
from bot.channels.telegram.intake import received
from models.messages.receiving import Received

FIRST_CHAT = 10_000_000
# What somebody may say in any order, wherever they stand: each is answered.
WORDS = ("/opgaven", "1", "menu", "/mijn", "/nieuw", "Een bankje bij de vijver", "menu", "/help")


def update(number: int, chat: int, words: str) -> bytes:
    """A text in a private chat, with the fields that Telegram sends along."""
    person = {"id": chat, "first_name": "Bewoner", "username": f"bewoner{chat}"}
    said = {
        "message_id": number,
        "from": person | {"is_bot": False, "language_code": "nl"},
        "chat": person | {"type": "private"},
        "date": 1_763_800_000 + number,
        "text": words,
    }
    return json.dumps({"update_id": number, "message": said}).encode()


def texts(first: int, chats: Sequence[int], words: str) -> list[Received]:
    """One text of each of these chats; the updates are numbered from `first`."""
    return [received(BOT, update(first + n, chat, words)) for n, chat in enumerate(chats)]
