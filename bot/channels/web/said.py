"""What a person says in the web chat, as the small JSON of its inbox row (see `bot.hearing`)."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.hearing.cleaning import clean


@dataclass(frozen=True)
class Said:
    """One of: words, a button, a place, or a photo with words. `photo` is the raw upload."""

    text: str = ""
    tap: str = ""
    place: tuple[float, float] | None = None
    photo: bytes | None = None

    def body(self) -> bytes:
        return json.dumps(self._json()).encode()

    def _json(self) -> dict[str, object]:
        if self.photo is not None:
            return {"caption": self.text}
        if self.tap:
            return {"tap": self.tap}
        return {"place": list(self.place)} if self.place else {"text": self.text}

    def key(self, token: str, nonce: str) -> str:
        """The row's own key: the same form sent twice is one row, and words changed after going
        back in the browser are another. Bound to the device, so nobody can use up a stranger's.
        """
        parts = (token.encode(), nonce.encode(), self.body(), self.photo or b"")
        mark = hashlib.sha256()
        for part in parts:
            mark.update(len(part).to_bytes(8, "big") + part)
        return mark.hexdigest()


def said_in(body: bytes) -> Said:
    """What a stored row says, for showing it to who said it. Never raises."""
    try:
        json_body: dict[str, Any] = json.loads(body)
        return _said(json_body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Said()


def _said(body: Mapping[str, Any]) -> Said:
    if "caption" in body:
        return Said(text=clean(str(body["caption"])), photo=b"")
    if "place" in body:
        lat, lon = body["place"]
        return Said(place=(float(lat), float(lon)))
    return Said(text=clean(str(body.get("text", ""))), tap=str(body.get("tap", "")))


def place_from(text: str) -> tuple[float, float] | None:
    """`52.5168,6.0830` as latitude and longitude, or None where it is no place on earth."""
    lat_text, _, lon_text = text.partition(",")
    try:
        lat, lon = float(lat_text), float(lon_text)
    except ValueError:
        return None
    on_earth = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return (lat, lon) if on_earth else None
