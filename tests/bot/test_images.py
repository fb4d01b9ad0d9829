"""What strangers send as an image: drawn anew without a trace of the old one, or refused."""

import random
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from bot import image_child
from bot.images import (
    MAX_BYTES,
    ImageRefused,
    NotAnImage,
    Rebuilt,
    TooBig,
    TooManyPixels,
    Unreadable,
    rebuild,
)
from tests.bot.pictures import CANARY, bomb, encoded, liar, noise, picture, telling

KINDS = ("JPEG", "PNG", "WEBP")


def opened(rebuilt: Rebuilt) -> Image.Image:
    return Image.open(BytesIO(rebuilt.jpeg), formats=["JPEG"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_comes_back_as_a_small_jpeg(kind: str) -> None:
    rebuilt = rebuild(picture(2400, 1200, kind))
    assert (rebuilt.width, rebuilt.height) == (1600, 800)
    image = opened(rebuilt)
    assert (image.size, image.mode) == ((1600, 800), "RGB")
    left, right = image.getpixel((100, 400)), image.getpixel((1500, 400))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > 60 > left[2]
    assert right[2] > 200 > 60 > right[0]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_it_told_is_left(kind: str) -> None:
    sent = telling(kind)
    assert CANARY in sent
    rebuilt = rebuild(sent)
    assert CANARY not in rebuilt.jpeg
    assert b"Exif" not in rebuilt.jpeg
    assert b"ICC_PROFILE" not in rebuilt.jpeg
    assert b"adobe" not in rebuilt.jpeg
    told = {name for name in opened(rebuilt).info if str(name)[:4] not in ("jfif", "prog")}
    assert not told


def test_a_photo_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    rebuilt = rebuild(picture(640, 480, exif=exif))
    assert (rebuilt.width, rebuilt.height) == (480, 640)
    top = opened(rebuilt).getpixel((240, 20))
    assert isinstance(top, tuple)
    assert top[0] > 200


def test_glass_becomes_white_paper() -> None:
    glass = encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG")
    pixel = opened(rebuild(glass)).getpixel((20, 20))
    assert pixel == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "I;16"])
def test_every_way_of_colouring_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert rebuild(encoded(Image.new(mode, (50, 30)), kind)).width == 50


def test_what_compresses_badly_is_made_to_fit() -> None:
    sent = noise(3000, 2500)
    assert 1_000_000 < len(sent) < MAX_BYTES
    rebuilt = rebuild(sent)
    assert len(rebuilt.jpeg) <= 300_000
    assert min(rebuilt.width, rebuilt.height) >= 700


def test_no_image_is_told_by_its_name() -> None:
    for sent in (
        b"",
        b"Dit is een tekst die foto.jpg heet.",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><img src=x onerror=alert(1)>",
        b"GIF89a" + bytes(40),
        b"%PDF-1.7",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypheic",
    ):
        with pytest.raises(NotAnImage):
            rebuild(sent)


def test_too_many_bytes_are_not_even_looked_at() -> None:
    with pytest.raises(TooBig):
        rebuild(picture() + bytes(MAX_BYTES))


def test_a_bomb_does_not_go_off() -> None:
    for sent in (bomb(13_000, 13_000), bomb(20_000, 20_000), liar(20_000, 20_000)):
        assert len(sent) < 200_000
        with pytest.raises(TooManyPixels):
            rebuild(sent)


def test_what_lacks_a_part_is_unreadable() -> None:
    whole = noise(400, 300)
    for sent in (whole[: len(whole) // 2], whole[:200], liar(4_000, 4_000), b"\xff\xd8\xff\xe0"):
        with pytest.raises(Unreadable):
            rebuild(sent)


def test_a_second_file_behind_the_image_is_gone() -> None:
    payload = b"PK\x03\x04<script>alert(document.cookie)</script>"
    for kind in KINDS:
        rebuilt = rebuild(picture(kind=kind) + payload)
        assert payload not in rebuilt.jpeg
        assert b"<script" not in rebuilt.jpeg


def test_the_child_knows_no_environment_and_cannot_write_much() -> None:
    """The limits bite: a child that wants more memory or output than it may have gets none."""
    greedy = (
        "import runpy, sys\n"
        f"child = runpy.run_path({image_child.__file__!r})\n"
        "child['limit']()\n"
        "try:\n    bytearray(1 << 30)\nexcept MemoryError:\n    sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", greedy], env={}, timeout=30)
    assert done.returncode == 7


def mutations(count: int) -> list[bytes]:
    dice = random.Random(26)
    sources = [noise(64, 48, kind) for kind in KINDS] + [telling(kind) for kind in KINDS]
    changed = []
    for _ in range(count):
        data = bytearray(dice.choice(sources))
        for _ in range(dice.randint(1, 20)):
            data[dice.randrange(12, len(data))] = dice.randrange(256)
        changed.append(bytes(data))
    return changed


def refuse_or_draw(sent: bytes) -> None:
    try:
        rebuilt = rebuild(sent)
    except ImageRefused:
        return
    assert len(rebuilt.jpeg) <= 300_000
    assert CANARY not in rebuilt.jpeg


def test_damaged_images_are_drawn_or_refused() -> None:
    for sent in mutations(25):
        refuse_or_draw(sent)


@pytest.mark.long
def test_a_thousand_damaged_images_are_drawn_or_refused() -> None:
    for sent in mutations(1000):
        refuse_or_draw(sent)


# Its own most memory, told by a small process between us: a child that we start ourselves
# begins its count with all that this test run holds.
MEASURED = """
import resource, subprocess, sys
command = [sys.executable, "-I", sys.argv[1]]
done = subprocess.run(command, stdin=sys.stdin, stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_memory_stays_within_bounds() -> None:
    """The largest image that we take, in the most costly kind: less than 300 MB for its child."""
    glass = encoded(Image.new("RGBA", (5000, 5000), (255, 0, 0, 120)), "PNG")
    command = [sys.executable, "-I", "-c", MEASURED, image_child.__file__]
    done = subprocess.run(command, input=glass, capture_output=True, check=True)
    returncode, kilobytes = map(int, done.stdout.split())
    assert returncode == 0
    assert kilobytes < 300 * 1024
