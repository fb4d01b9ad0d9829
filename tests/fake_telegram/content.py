"""What people can send, as fields of aiogram's Message."""

import base64
from collections.abc import Callable
from typing import Any

from aiogram.types import Contact, Document, Location, Sticker, Venue, Video, Voice

from tests.fake_telegram.errors import ControlError
from tests.fake_telegram.fake import Fake
from tests.fake_telegram.files import Kept
from tests.fake_telegram.formatting import spotted
from tests.fake_telegram.wire import Wire

Fields = dict[str, Any]


def content(fake: Fake, kind: str, given: Wire) -> Fields:
    """The Message fields of one thing sent. `data` is base64; `size` may claim more bytes."""
    build = BUILDERS.get(kind)
    if build is None:
        raise ControlError(f"nobody can send {kind!r} here; only {', '.join(BUILDERS)}")
    fields = build(fake, given)
    if caption := given.get("caption"):
        fields |= {"caption": caption, "caption_entities": spotted(caption)}
    return fields


def _data(given: Wire) -> bytes:
    return base64.b64decode(given.get("data", ""))


def _kept(fake: Fake, given: Wire, folder: str, suffix: str) -> Kept:
    return fake.files.keep(_data(given), folder, suffix, given.get("size"))


def _photo(fake: Fake, given: Wire) -> Fields:
    return {"photo": fake.files.keep_photo(_data(given), given.get("size"))}


def _document(fake: Fake, given: Wire) -> Fields:
    name = given.get("name", "document.bin")
    dot = name.rfind(".")
    kept = _kept(fake, given, "documents", name[dot:] if dot > 0 else "")
    document = Document(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        file_name=name,
        mime_type=given.get("mime", "application/octet-stream"),
        file_size=kept.size,
    )
    return {"document": document}


def _voice(fake: Fake, given: Wire) -> Fields:
    kept = _kept(fake, given, "voice", ".oga")
    voice = Voice(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        duration=int(given.get("seconds", 3)),
        mime_type="audio/ogg",
        file_size=kept.size,
    )
    return {"voice": voice}


def _video(fake: Fake, given: Wire) -> Fields:
    kept = _kept(fake, given, "videos", ".mp4")
    video = Video(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        width=640,
        height=480,
        duration=int(given.get("seconds", 3)),
        mime_type="video/mp4",
        file_size=kept.size,
    )
    return {"video": video}


def _sticker(fake: Fake, given: Wire) -> Fields:
    kept = _kept(fake, given, "stickers", ".webp")
    sticker = Sticker(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        type="regular",
        width=512,
        height=512,
        is_animated=False,
        is_video=False,
        emoji=given.get("emoji", "👍"),
        set_name="Buren",
        file_size=kept.size,
    )
    return {"sticker": sticker}


def _location(fake: Fake, given: Wire) -> Fields:
    return {"location": Location(latitude=given["latitude"], longitude=given["longitude"])}


def _venue(fake: Fake, given: Wire) -> Fields:
    location = Location(latitude=given["latitude"], longitude=given["longitude"])
    venue = Venue(location=location, title=given["title"], address=given["address"])
    return {"venue": venue, "location": location}


def _contact(fake: Fake, given: Wire) -> Fields:
    contact = Contact(phone_number=given["phone_number"], first_name=given["first_name"])
    return {"contact": contact}


BUILDERS: dict[str, Callable[[Fake, Wire], Fields]] = {
    "photo": _photo,
    "document": _document,
    "voice": _voice,
    "video": _video,
    "sticker": _sticker,
    "location": _location,
    "venue": _venue,
    "contact": _contact,
}
