"""Making an image of a stranger safe to keep: checked, decoded elsewhere, and drawn anew.

The file itself is never stored. What comes back holds the picture and nothing else: no place, no
moment, no camera, no comment, no hidden second file.
"""

import struct
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 10_000_000
WALL_SECONDS = 5.0
# Each may use all of its memory limit, so no more at once than a small machine bears.
AT_ONCE = 2

_CHILD = Path(__file__).with_name("image_child.py")
_SIZE = struct.Struct(">II")
_TOO_MANY_PIXELS = 3

_room = threading.BoundedSemaphore(AT_ONCE)


class ImageRefused(Exception):
    """We do not take this file. `why` is a word that the dialogue knows."""

    why = "unreadable"


class NotAnImage(ImageRefused):
    """It is no JPEG, PNG or WebP, whatever its name says."""

    why = "not_an_image"


class TooBig(ImageRefused):
    """More than ten million bytes."""

    why = "too_big"


class TooManyPixels(ImageRefused):
    """More than 25 million pixels by its own header."""

    why = "too_many_pixels"


class Unreadable(ImageRefused):
    """It begins like an image, but cannot be decoded within the limits."""


@dataclass(frozen=True)
class Rebuilt:
    """A JPEG of at most 300 kB and 1600 pixels, upright and without metadata."""

    jpeg: bytes
    width: int
    height: int


def rebuild(data: bytes) -> Rebuilt:
    """Draw this image anew, in at most five seconds. Raises ImageRefused."""
    if len(data) > MAX_BYTES:
        raise TooBig
    if not _looks_like_image(data):
        raise NotAnImage
    with _room:
        return _decoded(data)


def _looks_like_image(data: bytes) -> bool:
    """By its first bytes: JPEG, PNG or WebP."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    )


def _decoded(data: bytes) -> Rebuilt:
    # Files and not pipes: what the child may write there is bounded by its own limit.
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(data)
        source.seek(0)
        try:
            code = subprocess.run(
                [sys.executable, "-I", str(_CHILD)],
                stdin=source,
                stdout=target,
                stderr=subprocess.DEVNULL,
                timeout=WALL_SECONDS,
                env={},
                cwd="/",
            ).returncode
        except subprocess.TimeoutExpired:
            raise Unreadable from None
        if code == _TOO_MANY_PIXELS:
            raise TooManyPixels
        target.seek(0)
        answer = target.read()
    if code != 0 or not answer.startswith(b"\xff\xd8\xff", _SIZE.size):
        raise Unreadable
    width, height = _SIZE.unpack_from(answer)
    return Rebuilt(answer[_SIZE.size :], width, height)
