"""Somebody with Telegram on their phone, as tests play them."""

import base64
import time
from collections.abc import Callable
from typing import Any, Protocol

from tests.fake_telegram.seen import Seen, Wire, seen

POLL = 0.02
PATIENCE = 10.0


class Door(Protocol):
    """What a person needs of the fake."""

    def do(self, act: str, **given: Any) -> Any: ...

    def transcript(self, last: int = 20) -> str: ...


class Person:
    """One person in their private chat with the bot, or in a group where one is named.

    What they do gives the ids of the updates that come of it (None: the bot did not ask for them).
    """

    def __init__(self, door: Door, person_id: int, name: str) -> None:
        self._door = door
        self.id = person_id
        self.name = name

    def says(self, text: str, *, chat_id: int | None = None) -> list[int | None]:
        """Type a text; one of over 4096 characters goes as several messages."""
        return self._several("says", text=text, chat_id=chat_id)

    def taps(self, label: str, *, message_id: int | None = None) -> int | None:
        """Press the newest button with this label, or the one under a given message."""
        return self._one("taps", label=label, message_id=message_id)

    def taps_number(self, index: int, *, message_id: int | None = None) -> int | None:
        """Press a button by its place, from 0, under the newest message that has any."""
        return self._one("taps", index=index, message_id=message_id)

    def taps_data(
        self, data: str, *, message_id: int | None = None, forgotten: bool = False
    ) -> int | None:
        """Press with forged or old callback data; `forgotten` as long after the message."""
        return self._one("taps", data=data, message_id=message_id, forgotten=forgotten)

    def sends(self, kind: str, **details: Any) -> list[int | None]:
        """Send any kind that `content.BUILDERS` knows."""
        return self._several("sends", kind=kind, **details)

    def sends_photo(self, data: bytes, caption: str = "") -> list[int | None]:
        return self.sends("photo", data=_text(data), caption=caption)

    def sends_album(self, photos: list[bytes], caption: str = "") -> list[int | None]:
        """Several photos at once; each is a message, the first carries the caption."""
        items = [{"kind": "photo", "data": _text(photo)} for photo in photos]
        items[0]["caption"] = caption
        return self.sends("album", items=items)

    def sends_document(
        self, data: bytes, name: str, mime: str, size: int | None = None
    ) -> list[int | None]:
        """`size` may claim more bytes than there are, to play a large file."""
        return self.sends("document", data=_text(data), name=name, mime=mime, size=size)

    def sends_location(self, latitude: float, longitude: float) -> list[int | None]:
        return self.sends("location", latitude=latitude, longitude=longitude)

    def sends_venue(
        self, latitude: float, longitude: float, title: str, address: str
    ) -> list[int | None]:
        place = {"latitude": latitude, "longitude": longitude}
        return self.sends("venue", title=title, address=address, **place)

    def sends_voice(self, seconds: int = 3) -> list[int | None]:
        return self.sends("voice", data=_text(b"OggS"), seconds=seconds)

    def sends_sticker(self, emoji: str = "👍") -> list[int | None]:
        return self.sends("sticker", data=_text(b"RIFF"), emoji=emoji)

    def edits(self, message_id: int, text: str) -> int | None:
        return self._one("edits", message_id=message_id, text=text)

    def blocks_bot(self) -> int | None:
        """From now on the bot hears 403; writing to it again lets it in."""
        return self._one("blocks", blocked=True)

    def unblocks_bot(self) -> int | None:
        return self._one("blocks", blocked=False)

    def deactivates(self) -> None:
        """Their account is gone; the bot hears it only when it writes."""
        self._door.do("stands", chat_id=self.id, standing="deactivated")

    def vanishes(self) -> None:
        """Telegram knows no such chat any more."""
        self._door.do("stands", chat_id=self.id, standing="gone")

    def founds_group(self, title: str = "Buren", kind: str = "group") -> int:
        """Add the bot to a new group; gives the group's id."""
        return int(self._do("founds_group", title=title, kind=kind)["id"])

    def removes_bot(self, group_id: int) -> int | None:
        """Put the bot out of a group."""
        return self._one("removes_bot", chat_id=group_id)

    def upgrades_group(self, group_id: int) -> int:
        """The group becomes a supergroup; gives its new id."""
        return int(self._door.do("migrates", chat_id=group_id, person_id=self.id)["id"])

    def sees(self, chat_id: int | None = None) -> list[Seen]:
        """All messages that stand in the chat, oldest first, their own among them."""
        return [one for one in self.history(chat_id) if not one.deleted]

    def history(self, chat_id: int | None = None) -> list[Seen]:
        """The same with what was deleted."""
        return [seen(post) for post in self._chat(chat_id)["posts"]]

    def hears(self) -> list[Seen]:
        """What the bot said."""
        return [one for one in self.sees() if one.by_bot]

    def toasts(self) -> list[str]:
        """The answers to taps, oldest first; an empty one only stops the waiting sign."""
        return [toast["text"] for toast in self._chat(None)["toasts"]]

    def reply_keyboard(self) -> list[list[str]] | None:
        """The keys where the keyboard would be, or None."""
        keyboard = self._chat(None)["reply_keyboard"]
        if keyboard is None:
            return None
        return [[key["text"] for key in row] for row in keyboard["keyboard"]]

    def waits_for(
        self, wanted: str | Callable[[Seen], bool], timeout: float = PATIENCE, *, after: int = 0
    ) -> Seen:
        """The first message of the bot that is wanted: by a piece of its text, or a predicate.

        `after` passes over messages up to that id. Raises AssertionError with the talk so far.
        """
        fits = (lambda one: wanted in one.text) if isinstance(wanted, str) else wanted
        end = time.monotonic() + timeout
        while True:
            for one in self.hears():
                if one.message_id > after and fits(one):
                    return one
            if time.monotonic() > end:
                raise AssertionError(self._missed(wanted, timeout))
            time.sleep(POLL)

    def transcript(self) -> str:
        """The talk, as a test would want to read it."""
        return "\n".join(f"  {one}" for one in self.history())

    def _missed(self, wanted: object, timeout: float) -> str:
        talk = f"{self.name} waited {timeout} s for {wanted!r}. The talk:\n{self.transcript()}"
        return f"{talk}\n{self._door.transcript()}"

    def _chat(self, chat_id: int | None) -> Wire:
        chat: Wire = self._door.do("chat", chat_id=chat_id, person_id=self.id)
        return chat

    def _one(self, act: str, **given: Any) -> int | None:
        update_id: int | None = self._do(act, **given)
        return update_id

    def _several(self, act: str, **given: Any) -> list[int | None]:
        update_ids: list[int | None] = self._do(act, **given)
        return update_ids

    def _do(self, act: str, **given: Any) -> Any:
        return self._door.do(act, person_id=self.id, **given)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
