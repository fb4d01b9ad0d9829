"""What our forms share: clean text, limits, and sentences of our own for what is wrong."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Form, HiddenField, StringField, TextAreaField
from wtforms.validators import URL, DataRequired, InputRequired, Length, Optional

from texts.render import text

LANGUAGE = "nl"
LINE = 120
PAGE = 2000
# Control characters, apart from tab and the end of a line.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(value: str | None) -> str:
    """Typed text without control characters and spaces around it; lines end with one `\\n`."""
    return _UNSEEN.sub("", (value or "").replace("\r\n", "\n")).strip()


def line(label: str, *, required: bool = True, limit: int = LINE) -> Any:
    """One line of text. `label` is the key of its label."""
    return StringField(text(label, LANGUAGE), _checks(required, limit), filters=[clean])


def paragraph(label: str, *, required: bool = True, hint: str = "", limit: int = PAGE) -> Any:
    """A few lines of text; `hint` is the key of what stands under its label."""
    description = text(hint, LANGUAGE) if hint else ""
    checks = _checks(required, limit)
    return TextAreaField(text(label, LANGUAGE), checks, filters=[clean], description=description)


def in_english(label: str) -> Any:
    """The same in English, for a resident who reads English; the Dutch goes out otherwise."""
    return paragraph(label, required=False, hint="form.in_english_hint")


def address(label: str) -> Any:
    """A web address, or nothing."""
    wrong = URL(require_tld=True, message=text("form.no_url", LANGUAGE))
    checks = [*_checks(False, 500), wrong]
    return StringField(text(label, LANGUAGE), checks, filters=[clean])


def looked_at() -> Any:
    """That a colleague looked at what was found in a text (see `panel.desk.warnings`)."""
    unchecked = InputRequired(text("warnings.check_needed", LANGUAGE))
    return BooleanField(text("warnings.checked", LANGUAGE), [unchecked])


def required() -> DataRequired:
    return DataRequired(text("form.required", LANGUAGE))


def _checks(is_required: bool, limit: int) -> list[Any]:
    length = Length(max=limit, message=text("form.too_long", LANGUAGE, limit=limit))
    return [required() if is_required else Optional(), length]


class ActForm(Form):
    """A form of an act. Its two hidden fields hold what the colleague saw.

    `version` is the contribution's version then; `seen` stands for the message that was shown.
    """

    version = HiddenField()
    seen = HiddenField()

    @property
    def shown_fields(self) -> list[Any]:
        """The fields that a person fills in."""
        return [field for field in self if not isinstance(field, HiddenField)]

    @property
    def version_seen(self) -> int:
        """The version that was seen; 0, which never is one, for nonsense."""
        value = str(self.version.data or "")
        return int(value) if value.isdecimal() and len(value) < 10 else 0

    def plain(self) -> dict[str, str]:
        """What was filled in, by the names of the fields."""
        return {field.name: str(field.data or "") for field in self.shown_fields}

    def fill(self, values: Mapping[str, str]) -> None:
        """Put back what was filled in before; what was ticked is asked anew."""
        for field in self.shown_fields:
            if field.name in values and not isinstance(field, BooleanField):
                field.data = values[field.name]

    def is_complete(self) -> bool:
        """Whether nothing is left to fill in; says nothing of it at the fields."""
        complete = bool(self.validate())
        for field in self:
            field.errors = ()
        return complete

    def keep_language(self, language: str) -> None:
        """Leave out the fields for English where the author does not read it."""
        for name in [name for name in self._fields if name.endswith("_en")]:
            if language != "en":
                del self[name]


def chosen(options: Mapping[str, Any], value: str | None) -> Any | None:
    """The option with this value, or None for what is no option."""
    return options.get(value or "")
