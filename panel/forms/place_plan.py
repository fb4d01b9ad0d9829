"""The form of one step of a plan: the wijkmanager's answer, and whose turn it is next."""

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from models.initiatives.place_plan_reading import PlanStep
from models.initiatives.place_planning import TurnedOver
from models.plan.track import Turn
from panel.forms.fields import LANGUAGE, ActForm, paragraph, required
from texts.render import text

_ORDER = (Turn.DONE, Turn.RESIDENT, Turn.PARTNER, Turn.MANAGER)


class PlanStepForm(ActForm):
    """Without the field for an answer where the step is its owner's to answer."""

    answer = paragraph("planning.form_answer", required=False, hint="planning.form_answer_hint")
    to = SelectField(
        text("planning.form_to", LANGUAGE),
        [required()],
        choices=[SelectChoice(one.value, text(f"planning.turn_{one}", LANGUAGE)) for one in _ORDER],
    )
    note = paragraph("planning.form_note", required=False, hint="form.own_words_hint", limit=1000)

    def of(self, one: PlanStep) -> "PlanStepForm":
        """For this step, as it is now."""
        self.one = one
        if one.step.turn is Turn.RESIDENT:
            del self["answer"]
        return self

    def begin(self) -> None:
        """With what stands there now."""
        if "answer" in self:
            self.answer.data = self.one.answer
        self.to.data = str(Turn.DONE if "answer" in self else Turn.RESIDENT)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        return self._is_clear() and valid

    def _is_clear(self) -> bool:
        """Whoever gets the turn must know why, and what is done has an answer."""
        if self.to.data == Turn.RESIDENT and not self.note.data:
            self.note.errors = [text("planning.note_needed", LANGUAGE)]
            return False
        if self.to.data == Turn.DONE and "answer" in self and not self.answer.data:
            self.answer.errors = [text("planning.answer_needed", LANGUAGE)]
            return False
        return True

    def given(self) -> TurnedOver:
        """What was filled in. An answer that stayed the same stays whose it was."""
        told = self.answer.data if "answer" in self else None
        changed = told if told is not None and told != self.one.answer else None
        return TurnedOver(Turn(self.to.data), changed, self.note.data or "")
