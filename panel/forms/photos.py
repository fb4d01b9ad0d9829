"""The forms about a photo: which part to blur, and why to see it as it came."""

from typing import Any

from wtforms import Form, IntegerField
from wtforms.validators import InputRequired, NumberRange

from models.initiatives.blurring import Box
from panel.forms.fields import LANGUAGE, line
from texts.render import text


def _part(label: str, least: int, most: int) -> Any:
    wrong = text("photos.part_wrong", LANGUAGE, least=least, most=most)
    checks = [InputRequired(wrong), NumberRange(least, most, message=wrong)]
    return IntegerField(text(label, LANGUAGE), checks)


class BlurForm(Form):
    """A box on the photo, in hundredths of it: what a mouse draws, or what somebody types."""

    left = _part("photos.left", 0, 99)
    top = _part("photos.top", 0, 99)
    width = _part("photos.width", 1, 100)
    height = _part("photos.height", 1, 100)

    def box(self) -> Box:
        """What was filled in, of a form that is valid."""
        parts = (self.left.data, self.top.data, self.width.data, self.height.data)
        return Box(*(int(part) for part in parts))


class OriginalForm(Form):
    reason = line("photos.reason", limit=200)
