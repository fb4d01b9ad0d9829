"""Keeping a photo that was rebuilt. It is a draft until an idea takes it."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from models.initiatives.photos import Photo


def store_photo(
    session: Session,
    photo_id: uuid.UUID,
    resident_id: int,
    jpeg: bytes,
    size: tuple[int, int],
    now: datetime,
) -> Photo:
    """Add one photo of this resident. `size` is width and height in pixels."""
    width, height = size
    photo = Photo(
        id=photo_id,
        resident_id=resident_id,
        data=jpeg,
        width=width,
        height=height,
        created_at=now,
    )
    session.add(photo)
    return photo
