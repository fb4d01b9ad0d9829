"""Photos in the web chat: taken in, and shown to who may see them."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, Response, abort
from sqlalchemy import select

from bot.channels.web.room import room
from bot.channels.web.session import find_talker
from bot.images import ImageRefused, Rebuilt, rebuild
from models.db import transaction
from models.initiatives.photos import Photo
from models.initiatives.published import published_photo

pages = Blueprint("photos", __name__)


@dataclass(frozen=True)
class Taken:
    """An upload that was looked at: drawn anew, or refused with a word of the dialogue."""

    photo_id: uuid.UUID
    rebuilt: Rebuilt | None
    refused: str = ""

    @property
    def files(self) -> dict[str, str]:
        """The outcome as the inbox row keeps it."""
        return {"photo": str(self.photo_id)} if self.rebuilt else {"refused": self.refused}


def take(data: bytes) -> Taken:
    """Look at an upload, outside any transaction."""
    try:
        return Taken(uuid.uuid4(), rebuild(data))
    except ImageRefused as error:
        return Taken(uuid.uuid4(), None, error.why)


@pages.get("/chat/foto/<uuid:photo_id>")
def photo(photo_id: uuid.UUID) -> Response:
    """One's own photo, or one that everybody may see."""
    with transaction(room().engine) as session:
        talker = find_talker(session, room().cookies.device())
        if talker is None:
            abort(404)
        own = session.scalar(
            select(Photo.data).where(
                Photo.id == photo_id, Photo.resident_id == talker.address.resident_id
            )
        )
        data = own or published_photo(session, photo_id)
    if data is None:
        abort(404)
    response = Response(data, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
