"""Reading a Telegram update as plain JSON (Bot API 10).

`Update.de_json` of python-telegram-bot costs some 190 microseconds an update and refuses a whole
batch for one odd field, so intake and turns read the few fields that they need themselves.
"""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.events import Edited, Event, Place, Text, Unsupported
from bot.hearing.cleaning import clean
from bot.hearing.heard import FileRef, Heard, NotUnderstood
from bot.taps import command, tap_event
from models import quick_json

Json = Mapping[str, Any]

_UNSUPPORTED = {
    "voice": "voice",
    "audio": "voice",
    "video_note": "video",
    "video": "video",
    "animation": "video",
    "sticker": "sticker",
    "contact": "contact",
    "document": "document",
}
_GONE = ("kicked", "left")


def read(body: bytes) -> Json:
    """The update as a mapping. Raises NotUnderstood."""
    try:
        return checked(quick_json.loads(body))
    except ValueError as error:
        raise NotUnderstood("no JSON") from error


def checked(update: Any) -> Json:
    """The same, where it is an update. Raises NotUnderstood."""
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise NotUnderstood("no update")
    known: Json = update
    return known


def hear(body: bytes) -> Heard:
    """What a stored update says. Raises NotUnderstood."""
    update = read(body)
    try:
        return _heard(update)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotUnderstood(f"odd update: {type(error).__name__}") from error


def chat_of(update: Json) -> Json | None:
    """The chat that this update is about, or None."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in update:
            chat: Json = update[kind]["chat"]
            return chat
    if "callback_query" in update:
        return _chat_of_tap(update["callback_query"])
    return None


def sender_of(update: Json) -> Json:
    """Who did it; empty where Telegram does not say."""
    for kind in ("message", "edited_message", "my_chat_member", "callback_query"):
        if kind in update:
            sender: Json = update[kind].get("from") or {}
            return sender
    return {}


def has_file(update: Json) -> bool:
    """Whether this update waits for the files stage: a photo, or an image sent as a file."""
    return _file(update.get("message") or {}) is not None


def _chat_of_tap(query: Json) -> Json | None:
    # A tap on a message that is too old, or on none, still comes from the person's own chat.
    message = query.get("message")
    return message["chat"] if message else {"id": query["from"]["id"], "type": "private"}


def _heard(update: Json) -> Heard:
    chat = chat_of(update)
    if chat is None:
        return Heard()
    if "my_chat_member" in update:
        return _membership(update["my_chat_member"], chat)
    if chat.get("type") != "private":
        return Heard(group=True)
    if "callback_query" in update:
        return Heard(tap_event(str(update["callback_query"].get("data", ""))))
    if "edited_message" in update:
        return Heard(Edited(clean(str(update["edited_message"].get("text", "")))))
    message = update["message"]
    return Heard(_event(message), _file(message))


def _membership(change: Json, chat: Json) -> Heard:
    if chat.get("type") != "private":
        return Heard(group=change["new_chat_member"]["status"] not in _GONE)
    return Heard(blocked=change["new_chat_member"]["status"] in _GONE)


def _event(message: Json) -> Event | None:
    if "text" in message:
        text = clean(str(message["text"]))
        return command(text) if text.startswith("/") else Text(text)
    if "venue" in message or "location" in message:
        spot = message.get("location") or message["venue"]["location"]
        return Place(float(spot["latitude"]), float(spot["longitude"]))
    for field, kind in _UNSUPPORTED.items():
        if field in message:
            return Unsupported(kind)
    return _odd(message)


def _odd(message: Json) -> Event | None:
    # Service messages (a pinned message, an auto-delete timer) say nothing to us.
    content = set(message) - {"message_id", "date", "chat", "from"}
    return Unsupported("other") if content & {"poll", "dice", "game", "story"} else None


def _file(message: Json) -> FileRef | None:
    caption, album = clean(str(message.get("caption", ""))), str(message.get("media_group_id", ""))
    if message.get("photo"):
        largest = max(message["photo"], key=lambda size: int(size.get("width", 0)))
        return FileRef(str(largest["file_id"]), int(largest.get("file_size", 0)), caption, album)
    document = message.get("document")
    if document and str(document.get("mime_type", "")).startswith("image/"):
        return FileRef(str(document["file_id"]), int(document.get("file_size", 0)), caption, album)
    return None
