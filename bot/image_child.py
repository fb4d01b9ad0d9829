"""The program that decodes one strange image: a process of its own, under limits.

Reads the image from standard input and writes its size and a fresh JPEG to standard output.
Whatever a hostile file does to the decoder, it does it here: with no environment, no
child processes, bounded memory, time and output, and nothing of ours loaded.
Run by path with `python -I`, so it imports nothing of the project.
"""

import resource
import struct
import sys
from io import BytesIO

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401

MAX_PIXELS = 25_000_000
LONGEST_SIDE = 1600
MAX_JPEG = 300_000
# Tried in this order until the JPEG is small enough.
TRIES = [(LONGEST_SIDE, quality) for quality in (85, 75, 65, 50)] + [(1200, 60), (900, 50)]
FORMATS = ("JPEG", "PNG", "WEBP")
SIZE = struct.Struct(">II")

MEMORY = 360 << 20
PROCESSOR_SECONDS = 4
OUTPUT = 1 << 20

TOO_MANY_PIXELS = 3
UNREADABLE = 4


def limit() -> None:
    """Give up the right to more, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def fresh(image: Image.Image) -> Image.Image:
    """The first picture, upright and small, on a new white sheet that knows no metadata."""
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    drawn = upright if upright.mode in ("RGB", "L") else upright.convert("RGBA")
    sheet = Image.new("RGB", drawn.size, "white")
    sheet.paste(drawn, mask=drawn if drawn.mode == "RGBA" else None)
    return sheet


def jpeg(sheet: Image.Image) -> tuple[Image.Image, bytes]:
    """The best JPEG that is small enough, with the picture that it holds."""
    data = b""
    for side, quality in TRIES:
        sheet.thumbnail((side, side))
        target = BytesIO()
        sheet.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        data = target.getvalue()
        if len(data) <= MAX_JPEG:
            break
    return sheet, data


def main() -> int:
    limit()
    # The header is judged by ourselves, before a pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(BytesIO(sys.stdin.buffer.read()), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return TOO_MANY_PIXELS
            sheet, data = jpeg(fresh(image))
    except MemoryError:
        return TOO_MANY_PIXELS
    except Exception:
        # A decoder may raise anything on a stranger's bytes; whatever it is, we cannot use them.
        return UNREADABLE
    if len(data) > MAX_JPEG:
        return UNREADABLE
    sys.stdout.buffer.write(SIZE.pack(*sheet.size) + data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
