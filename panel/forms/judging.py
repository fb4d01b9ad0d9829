"""The forms by which staff say how the plan fares."""

from datetime import date
from typing import Any

from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from models.plan.din import EffortState, Koers
from panel.forms.fields import LANGUAGE, ActForm, in_english, paragraph, required
from texts.render import text


class _ToldForm(ActForm):
    """What is said of it to the authors of what is linked to it."""

    told = paragraph("form.told", required=False, hint="form.own_words_hint")
    told_en = in_english("form.told_en")


class EffortForm(_ToldForm):
    to = SelectField(text("form.effort", LANGUAGE), [required()])

    def offer_states(self, present: EffortState | None) -> None:
        """Every other status."""
        others = [state for state in EffortState if state is not present]
        self.to.choices = [
            SelectChoice(state.value, text(f"effort.{state}", LANGUAGE)) for state in others
        ]


class KoersForm(_ToldForm):
    koers = SelectField(
        text("form.koers", LANGUAGE),
        [required()],
        choices=[
            SelectChoice(koers.value, text(f"koers.{koers.value.replace(' ', '_')}", LANGUAGE))
            for koers in Koers
        ],
    )
    reason = paragraph("form.koers_reason", required=False, hint="form.public_hint", limit=500)
    next_review_on = DateField(text("form.next_review", LANGUAGE), [Optional()])


class ReachedForm(_ToldForm):
    on = DateField(text("form.reached_on", LANGUAGE), [required()])

    def validate_by(self, today: date, extra_validators: Any = None) -> bool:
        """As `validate`; a doel cannot be reached in days to come."""
        valid = bool(super().validate(extra_validators))
        if valid and self.on.data > today:
            self.on.errors = [text("form.not_yet", LANGUAGE)]
            return False
        return valid
