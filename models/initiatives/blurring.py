"""Making a face or a plate on a photo unreadable: the pixels are gone from what the site shows.

The photo as it came is kept beside it for colleagues who may hide, each time with a reason in
history, and goes with the photo.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageFilter
from sqlalchemy import ForeignKey, LargeBinary, Uuid, select
from sqlalchemy.orm import Mapped, Session, mapped_column, undefer

from models.base import Base
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, NotThere, write
from models.initiatives.photos import Photo
from models.plan.gemeente import mark_plan_changed

# A box keeps so few dots along its longest side: too few to know a face or read a plate by.
DOTS = 4
QUALITIES = (85, 75, 65, 50)
MOST_BYTES = 300_000


class PhotoOriginal(Base):
    """A photo as it was before anything on it was blurred."""

    __tablename__ = "photo_original"

    photo_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True
    )
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, nullable=False)
    blurred_at: Mapped[datetime]


@dataclass(frozen=True)
class Box:
    """A part of a photo, in hundredths of its width and height."""

    left: int
    top: int
    width: int
    height: int


class NoPicture(Exception):
    """What is stored cannot be read as a picture any more."""


def blur(
    session: Session, contribution: Contribution, by: Decision, photo_id: uuid.UUID, box: Box
) -> None:
    """Blur one box, beside what was blurred before. Raises `NotThere` and `NoPicture`."""
    check_right(contribution, by, Deed.PHOTO_BLURRED)
    photo = _locked(session, contribution, photo_id)
    blurred = without(photo.data, box)
    if session.get(PhotoOriginal, photo.id) is None:
        session.add(PhotoOriginal(photo_id=photo.id, data=photo.data, blurred_at=by.now))
    photo.data = blurred
    _written(session, contribution, by, Deed.PHOTO_BLURRED)


def restore(
    session: Session, contribution: Contribution, by: Decision, photo_id: uuid.UUID
) -> None:
    """Show the photo as it came again. Raises `NotThere` where nothing was blurred."""
    check_right(contribution, by, Deed.PHOTO_RESTORED)
    photo = _locked(session, contribution, photo_id)
    kept = _original(session, photo)
    photo.data = kept.data
    session.delete(kept)
    _written(session, contribution, by, Deed.PHOTO_RESTORED)


def see_original(
    session: Session, contribution: Contribution, by: Decision, photo_id: uuid.UUID, reason: str
) -> bytes:
    """The photo as it came, for a stated reason that stays in history. Raises `NotThere`."""
    check_right(contribution, by, Deed.ORIGINAL_SEEN)
    kept = _original(session, _locked(session, contribution, photo_id))
    write(session, contribution, by.step(Deed.ORIGINAL_SEEN, reason=reason))
    return kept.data


def is_blurred(session: Session, photo_id: uuid.UUID) -> bool:
    return session.get(PhotoOriginal, photo_id) is not None


def without(jpeg: bytes, box: Box) -> bytes:
    """The picture with this box drawn anew from a few dots of it. Raises `NoPicture`."""
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as opened:
            picture = opened.convert("RGB")
    except (OSError, ValueError):
        raise NoPicture from None
    left, top, right, bottom = edges = _edges(box, picture.size)
    width, height = right - left, bottom - top
    longest = max(width, height)
    dots = (max(1, width * DOTS // longest), max(1, height * DOTS // longest))
    few = picture.crop(edges).resize(dots, Image.Resampling.BOX)
    soft = few.resize((width, height), Image.Resampling.BILINEAR)
    picture.paste(soft.filter(ImageFilter.GaussianBlur(longest / (2 * DOTS))), edges)
    return _as_jpeg(picture)


def _edges(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box in pixels, rounded outwards and within the picture."""
    width, height = size
    left, top = box.left * width // 100, box.top * height // 100
    right = min(width, -(-(box.left + box.width) * width // 100))
    bottom = min(height, -(-(box.top + box.height) * height // 100))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _as_jpeg(picture: Image.Image) -> bytes:
    data = b""
    for quality in QUALITIES:
        target = BytesIO()
        picture.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        data = target.getvalue()
        if len(data) <= MOST_BYTES:
            break
    return data


def _locked(session: Session, contribution: Contribution, photo_id: uuid.UUID) -> Photo:
    """Two who blur at once would each lose the other's box, so one waits for the other."""
    photo = session.scalar(
        select(Photo)
        .where(Photo.id == photo_id, Photo.contribution_id == contribution.id)
        .options(undefer(Photo.data))
        .execution_options(populate_existing=True)
        .with_for_update()
    )
    if photo is None:
        raise NotThere("not a photo of this contribution")
    return photo


def _original(session: Session, photo: Photo) -> PhotoOriginal:
    kept = session.get(PhotoOriginal, photo.id)
    if kept is None:
        raise NotThere("nothing of it was blurred")
    return kept


def _written(session: Session, contribution: Contribution, by: Decision, deed: Deed) -> None:
    mark_plan_changed(session)
    write(session, contribution, by.step(deed))
