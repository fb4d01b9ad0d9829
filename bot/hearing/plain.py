"""Reading what the web chat and the terminal put in the inbox: small JSON.

`{"text": ...}`, `{"tap": "12:yes"}`, `{"place": [lat, lon]}`, `{"caption": ...}` beside a photo
that was already rebuilt (the row's `files`).
"""

from typing import Any

from bot.dialogue.events import Event, Place, Text
from bot.hearing.cleaning import clean
from bot.hearing.heard import FileRef, Heard, NotUnderstood
from bot.taps import command, tap_event
from models import quick_json


def hear(body: bytes) -> Heard:
    """What a stored row says. Raises NotUnderstood."""
    try:
        said = quick_json.loads(body)
        return Heard(_event(said), _file(said))
    except (ValueError, KeyError, TypeError) as error:
        raise NotUnderstood(f"odd row: {type(error).__name__}") from error


def _event(said: dict[str, Any]) -> Event | None:
    if "tap" in said:
        return tap_event(str(said["tap"]))
    if "place" in said:
        lat, lon = said["place"]
        return Place(float(lat), float(lon))
    if "text" in said:
        text = clean(str(said["text"]))
        return command(text) if text.startswith("/") else Text(text)
    return None


def _file(said: dict[str, Any]) -> FileRef | None:
    return FileRef("", 0, clean(str(said["caption"]))) if "caption" in said else None
