"""The forms that link a contribution to the plan: on its own, or while it is placed."""

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from models.plan.din import Weight
from panel.forms.deciding import PlaceForm
from panel.forms.fields import LANGUAGE, ActForm, paragraph, required
from texts.render import text


def _subject(*validators: Any) -> Any:
    """What it serves: an opgave, or a doel or inspanning of it."""
    return SelectField(text("form.subject", LANGUAGE), list(validators))


def _weight() -> Any:
    options = [
        SelectChoice(value=str(int(one)), label=text(f"weight.{one.name.lower()}", LANGUAGE))
        for one in Weight
    ]
    medium = str(int(Weight.MEDIUM))
    return SelectField(text("form.weight", LANGUAGE), choices=options, default=medium)


class TakesLink:
    """A form with a `subject`, drawn as a tree to pick from (`contribution/_picker.html`)."""

    subject: Any
    # What the picker shows: `panel.desk.suggestions.Picker`.
    picker: Any = None
    may_be_empty = False

    def offer(self, picker: Any) -> None:
        """Let one choose from these."""
        self.picker = picker
        empty = [""] if self.may_be_empty else []
        self.subject.choices = [SelectChoice(value, value) for value in empty + picker.values]


class LinkForm(TakesLink, ActForm):
    subject = _subject(required())
    weight = _weight()
    note = paragraph("form.link_note", required=False, hint="form.inside_hint", limit=500)


class PlaceAndLinkForm(TakesLink, PlaceForm):
    """Placing, and perhaps at once a link, so that the author hears of both in one message."""

    may_be_empty = True
    subject = _subject(Optional())
    weight = _weight()
