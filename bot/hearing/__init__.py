"""From the bytes that came in to an event of the dialogue. Pure: no database, no network."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.events import Event, PhotoRefused, PhotoSent
from bot.hearing import plain, telegram
from bot.hearing.heard import FileRef, Heard


def hear(channel: str, body: bytes, files: Mapping[str, Any] | None = None) -> Heard:
    """What an inbox row says. `files` is the outcome of its files stage, where it had one.

    Raises NotUnderstood.
    """
    heard = telegram.hear(body) if channel == "telegram" else plain.hear(body)
    if files is None:
        return heard
    return replace(heard, event=_photo(files, heard.file or FileRef("", 0, "")))


def _photo(files: Mapping[str, Any], file: FileRef) -> Event:
    if "photo" in files:
        return PhotoSent(str(files["photo"]), file.caption, file.album)
    return PhotoRefused(str(files["refused"]))
