"""Photos of the examples, drawn here: nobody is on them, and nobody's car."""

from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (800, 600)
PLATE = "XX-99-XX"
_SKY, _GRASS, _STONE, _WOOD = "#bcd8ec", "#7fa650", "#b9b4aa", "#8a5a2b"
_SKIN, _COAT, _DARK, _TYRE = "#e3b08c", "#a03a3a", "#2b2b2b", "#1d1d1d"


def drawn(what: str) -> bytes:
    """A JPEG with `what` on it: a key of `PICTURES`."""
    sheet = Image.new("RGB", SIZE, _SKY)
    PICTURES[what](ImageDraw.Draw(sheet))
    target = BytesIO()
    sheet.save(target, "JPEG", quality=80)
    return target.getvalue()


def _face(draw: ImageDraw.ImageDraw) -> None:
    """Somebody who stands beside a bench at the water."""
    draw.rectangle((0, 330, 800, 600), fill=_GRASS)
    draw.rectangle((0, 300, 800, 345), fill="#5f8fb3")
    for top in (400, 425):
        draw.rectangle((330, top, 720, top + 14), fill=_WOOD)
    for left in (360, 670):
        draw.rectangle((left, 400, left + 14, 500), fill=_DARK)
    draw.rounded_rectangle((130, 260, 270, 520), 50, fill=_COAT)
    draw.ellipse((150, 140, 250, 265), fill=_SKIN)
    draw.pieslice((145, 125, 255, 235), 180, 360, fill=_DARK)
    for left in (178, 212):
        draw.ellipse((left, 190, left + 11, 201), fill=_DARK)
    draw.arc((178, 205, 224, 243), 20, 160, fill=_DARK, width=4)


def _plate(draw: ImageDraw.ImageDraw) -> None:
    """A car with its wheels on the pavement."""
    draw.rectangle((0, 360, 800, 600), fill=_STONE)
    for left in range(0, 800, 80):
        draw.line((left, 360, left - 60, 600), fill="#a19c92", width=2)
    draw.rounded_rectangle((180, 170, 620, 330), 60, fill="#77808a")
    draw.rounded_rectangle((150, 270, 650, 470), 40, fill="#8f98a3")
    draw.rounded_rectangle((225, 195, 575, 290), 30, fill="#d6e4ee")
    for left in (190, 530):
        draw.rounded_rectangle((left, 440, left + 80, 520), 20, fill=_TYRE)
    for left in (170, 570):
        draw.ellipse((left, 330, left + 60, 380), fill="#f4e8b0")
    draw.rectangle((305, 385, 495, 430), fill="#f3c118", outline=_DARK, width=3)
    draw.text((400, 408), PLATE, fill=_DARK, anchor="mm", font_size=36)


PICTURES: Mapping[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "gezicht": _face,
    "kenteken": _plate,
}
