"""Images as people send them, and as those send them who mean harm."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = b"KANARIE-52.5168N-6.0830E"


def picture(width: int = 640, height: int = 480, kind: str = "JPEG", **how: Any) -> bytes:
    """A small, honest picture: the left half red, the right half blue."""
    sheet = Image.new("RGB", (width, height), "blue")
    sheet.paste("red", (0, 0, width // 2, height))
    return encoded(sheet, kind, **how)


def encoded(sheet: Image.Image, kind: str, **how: Any) -> bytes:
    target = BytesIO()
    sheet.save(target, kind, **how)
    return target.getvalue()


def noise(width: int, height: int, kind: str = "JPEG") -> bytes:
    """What compresses badly, as a photo of leaves does."""
    return encoded(Image.effect_noise((width, height), 90).convert("RGB"), kind)


def telling(kind: str) -> bytes:
    """A picture that tells where and by whom it was made, in every place that can say so."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = CANARY.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    how: dict[str, Any] = {"exif": exif, "icc_profile": CANARY * 20}
    if kind == "PNG":
        told = PngInfo()
        told.add_text("Comment", CANARY.decode())
        told.add_itxt("XML:com.adobe.xmp", CANARY.decode())
        how["pnginfo"] = told
    else:
        how["xmp"] = CANARY
    if kind == "JPEG":
        how["comment"] = CANARY
    return picture(kind=kind, **how)


def bomb(width: int, height: int) -> bytes:
    """A PNG of this size that is all black: a few kilobytes."""
    rows = (b"\0" + b"\0" * ((width + 7) // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def liar(width: int, height: int) -> bytes:
    """A PNG whose header promises more than its data hold."""
    data = bomb(64, 64)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return data[:8] + _chunk(b"IHDR", header) + data[33:]


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
