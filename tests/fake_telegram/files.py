"""Files that people and the bot have sent: kept in memory, found by file id or download path."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from aiogram.types import File, PhotoSize
from PIL import Image, UnidentifiedImageError

from tests.fake_telegram.errors import bad_request

MEGABYTE = 1 << 20
DOWNLOAD_LIMIT = 20 * MEGABYTE
PHOTO_LIMIT = 10 * MEGABYTE
UPLOAD_LIMIT = 50 * MEGABYTE
THUMBNAIL_SIDE = 320
LONGEST_SIDES = 10_000
WIDEST_RATIO = 20


@dataclass(frozen=True)
class Upload:
    """A file in a multipart body."""

    name: str
    mime: str
    data: bytes


Uploads = Mapping[str, Upload]


@dataclass(frozen=True)
class Kept:
    """One stored file; `size` may be more than the bytes, to play a large file cheaply."""

    file_id: str
    unique_id: str
    path: str
    data: bytes
    size: int


class Cabinet:
    """All files of one fake. Their ids come from the seed."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._by_id: dict[str, Kept] = {}
        self._by_path: dict[str, Kept] = {}

    def keep(self, data: bytes, folder: str, suffix: str, size: int | None = None) -> Kept:
        number = len(self._by_id) + 1
        file_id = f"AgACAgQAAx{self._rng.getrandbits(160):040x}"
        unique_id = f"AQAD{self._rng.getrandbits(64):016x}"
        path = f"{folder}/file_{number}{suffix}"
        real_size = len(data) if size is None else size
        self._by_id[file_id] = kept = Kept(file_id, unique_id, path, data, real_size)
        return kept

    def known(self, file_id: str) -> Kept:
        """Raises ApiError when no such file was ever sent."""
        if kept := self._by_id.get(file_id):
            return kept
        raise bad_request("wrong file_id or the file is temporarily unavailable")

    def offer(self, file_id: str) -> File:
        """Make a file ready for download. Raises ApiError above 20 MB, as bots may not have it."""
        kept = self.known(file_id)
        if kept.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        self._by_path[kept.path] = kept
        return File(
            file_id=kept.file_id,
            file_unique_id=kept.unique_id,
            file_size=kept.size,
            file_path=kept.path,
        )

    def offered(self, path: str) -> Kept | None:
        """The file at a download path, once `getFile` has been asked for it."""
        return self._by_path.get(path)

    def keep_photo(self, data: bytes, size: int | None = None) -> list[PhotoSize]:
        """A photo in two sizes, small first. Bytes that are no image are kept in one size."""
        whole = self.keep(data, "photos", ".jpg", size)
        try:
            with Image.open(BytesIO(data)) as image:
                width, height = image.size
                small = self._thumbnail(image) if width * height <= 1 << 25 else None
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            return [photo_size(whole, 1280, 960)]
        sizes = [photo_size(whole, width, height)]
        return [small, *sizes] if small else sizes

    def _thumbnail(self, image: Image.Image) -> PhotoSize:
        small = image.convert("RGB")
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        target = BytesIO()
        small.save(target, "JPEG")
        return photo_size(self.keep(target.getvalue(), "photos", ".jpg"), *small.size)


def photo_size(kept: Kept, width: int, height: int) -> PhotoSize:
    return PhotoSize(
        file_id=kept.file_id,
        file_unique_id=kept.unique_id,
        width=width,
        height=height,
        file_size=kept.size,
    )


def refuse_photo(data: bytes) -> None:
    """Raises ApiError for what Telegram would not take from a bot as a photo."""
    if len(data) > PHOTO_LIMIT:
        raise bad_request(f"file of size {len(data)} bytes is too big for a photo")
    try:
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > LONGEST_SIDES or max(width, height) > WIDEST_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
