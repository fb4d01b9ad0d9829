"""Sending one message of the outbox through Telegram."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import ChatMigrated, Forbidden, TelegramError

from bot.channels.sending import Closed, DeliveryError, Moved, Paused, Rejected, TryLater, Unsure
from bot.channels.telegram import wire
from bot.channels.telegram.api import BotApi, NotReached, ServerIll, TooManyRequests
from bot.channels.telegram.api import NoAnswer as NoAnswerCame
from models.messages.delivering import Claim

# Only these texts say that a chat is gone; an unknown 403 closes nothing.
GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "bot can't initiate conversation",
    "chat not found",
    "the group chat was deleted",
    "peer_id_invalid",
)


class TelegramChannel:
    """Renders and sends. `photo` gives the bytes of a stored photo, or None when it is gone."""

    def __init__(self, api: BotApi, photo: Callable[[str], bytes | None]) -> None:
        self._api = api
        self._photo = photo

    async def send(self, claim: Claim, check: Callable[[], None]) -> int | None:
        """Photos first, then the words; the keyboard under the last piece.

        Once a first call has arrived, a later failure is `partly`: trying again would show the
        first part twice. Raises DeliveryError.
        """
        sent: int | None = None
        try:
            for method, payload in self._calls(claim):
                check()
                sent = await self._one(method, payload, claim) or sent
        except DeliveryError as error:
            error.partly = sent is not None
            raise
        return sent

    def _calls(self, claim: Claim) -> list[tuple[str, dict[str, Any]]]:
        body, language = claim.body, claim.language
        calls: list[tuple[str, dict[str, Any]]] = []
        calls += [("sendPhoto", {"photo": photo}) for photo in body.get("photos", ())]
        if body.get("place"):
            calls.append(("sendVenue", _venue(body["place"])))
        pieces = list(wire.texts(wire.parts_of(body, language)))
        calls += [("sendMessage", piece) for piece in pieces]
        markup = wire.keyboard(body, language, claim.id)
        if markup:
            calls[-1][1]["reply_markup"] = markup
        # Last, and it gives no message of its own.
        calls += [("leaveChat", {})] if body.get("leave") else []
        return calls

    async def _one(self, method: str, payload: dict[str, Any], claim: Claim) -> int | None:
        chat: dict[str, Any] = {"chat_id": int(claim.external_id)}
        if claim.silent and method != "leaveChat":
            # Nobody waits for it: it lies there when they look.
            chat["disable_notification"] = True
        try:
            if method == "sendPhoto":
                answer = await self._send_photo(str(payload["photo"]), chat)
            else:
                answer = await self._api.call(method, chat | payload)
        except TelegramError as error:
            raise delivery_error(error) from None
        return int(answer["message_id"]) if isinstance(answer, dict) else None

    async def _send_photo(self, photo: str, chat: Mapping[str, Any]) -> Any:
        try:
            data = await asyncio.to_thread(self._photo, photo)
        except SQLAlchemyError as error:
            # Nothing was sent, so this message can wait until the database is back.
            raise TryLater(type(error).__name__) from None
        if data is None:
            return None
        form = aiohttp.FormData({name: str(value).lower() for name, value in chat.items()})
        form.add_field("photo", data, filename="foto.jpg", content_type="image/jpeg")
        return await self._api.upload("sendPhoto", form)


def _venue(place: Any) -> dict[str, Any]:
    """A spot on the map with its name, and on a second line where that is."""
    lat, lon, label = place
    what, _, where = str(label).partition("\n")
    return {"latitude": lat, "longitude": lon, "title": what, "address": where or what}


def delivery_error(error: TelegramError) -> DeliveryError:
    """What a Bot API error means for the message."""
    text = error.message.lower()
    if isinstance(error, TooManyRequests):
        return Paused(error.wait)
    if isinstance(error, ChatMigrated):
        return Moved(str(error.new_chat_id))
    if isinstance(error, NotReached | ServerIll):
        return TryLater(type(error).__name__)
    if isinstance(error, NoAnswerCame):
        return Unsure(type(error).__name__)
    gone = next((known for known in GONE if known in text), None)
    if gone:
        return Closed(gone)
    return Rejected(f"{'403' if isinstance(error, Forbidden) else '400'} {error.message}"[:200])
