"""The forms of what staff decide on a contribution. Labels are keys of the texts."""

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from models.initiatives.grounds import Ground
from models.initiatives.lifecycles import Realisation
from panel.forms.fields import (
    LANGUAGE,
    ActForm,
    address,
    in_english,
    line,
    looked_at,
    paragraph,
    required,
)
from texts.render import text


class SilentForm(ActForm):
    """Nothing to fill in."""


class AskForm(ActForm):
    told = paragraph("form.question", hint="form.own_words_hint")
    told_en = in_english("form.question_en")


class PlaceForm(ActForm):
    told = paragraph("form.told", required=False, hint="form.own_words_hint")
    told_en = in_english("form.told_en")
    checked = looked_at()


class PutBackForm(ActForm):
    checked = looked_at()


class OfferForm(ActForm):
    title = line("form.title")
    body = paragraph("form.body", required=False)
    told = paragraph("form.why_changed", required=False, hint="form.own_words_hint")
    told_en = in_english("form.why_changed_en")
    checked = looked_at()


class ReasonForm(ActForm):
    """A reason that the resident reads."""

    told = paragraph("form.reason", hint="form.own_words_hint")
    told_en = in_english("form.reason_en")


class DeclineForm(ReasonForm):
    """With the ground to count by; the words say it to the resident."""

    ground = SelectField(
        text("form.ground", LANGUAGE),
        choices=[
            SelectChoice(one.value, text(f"ground.{one.value.replace(' ', '_')}", LANGUAGE))
            for one in Ground
        ],
        default=Ground.OTHER.value,
    )


class ReferForm(ActForm):
    told = paragraph("form.where", hint="form.own_words_hint")
    told_en = in_english("form.where_en")
    url = address("form.url")


class HandledForm(ActForm):
    told = paragraph("form.handled", hint="form.inside_hint")


class NoteForm(ActForm):
    note = paragraph("form.note", hint="form.inside_hint")


class HandOverForm(ActForm):
    stadsdeel = SelectField(text("form.stadsdeel", LANGUAGE), [required()])

    def offer_stadsdelen(self, options: list[tuple[str, str]]) -> None:
        self.stadsdeel.choices = [SelectChoice(value, label) for value, label in options]


class AdvanceForm(ActForm):
    """The next step in carrying out. An advice that it cannot be needs its reason."""

    to = SelectField(text("form.step", LANGUAGE), [required()])
    told = paragraph("form.told", required=False, hint="form.own_words_hint")
    told_en = in_english("form.told_en")

    def offer_steps(self, steps: list[Realisation]) -> None:
        self.to.choices = [SelectChoice(step.value, _step_name(step)) for step in steps]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if valid and self.to.data == Realisation.NOT_FEASIBLE and not self.told.data:
            self.told.errors = [text("form.reason_needed", LANGUAGE)]
            return False
        return valid


def _step_name(step: Realisation) -> str:
    return text(f"status.{step.value.replace(' ', '_')}", LANGUAGE)
