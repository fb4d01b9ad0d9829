"""The form that proposes a block."""

from datetime import date, timedelta
from typing import Any

from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice

from models.people.blocks import BlockReason
from panel.forms.fields import LANGUAGE, ActForm, paragraph, required
from texts.render import day, text

# What the form begins with, where the gemeente allows so much.
FOUR_WEEKS = 28


class BlockForm(ActForm):
    reason = SelectField(
        text("block.reason", LANGUAGE),
        [required()],
        choices=[
            SelectChoice("", text("block.reason_choose", LANGUAGE)),
            *(
                SelectChoice(one.value, text(f"block.reason_{one.replace(' ', '_')}", LANGUAGE))
                for one in BlockReason
            ),
        ],
        description=text("block.reason_hint", LANGUAGE),
    )
    words = paragraph("block.words", hint="form.inside_hint")
    until = DateField(text("block.until", LANGUAGE), [required()])

    def offer(self, today: date, most: int) -> None:
        """From tomorrow on, for at most so many days."""
        self._first, self._last = today + timedelta(days=1), today + timedelta(days=most)
        self.until.description = text("block.until_hint", LANGUAGE, last=day(self._last, LANGUAGE))
        self.until.flags.min, self.until.flags.max = self._first, self._last
        if self.until.data is None and not self.until.raw_data:
            self.until.data = min(today + timedelta(days=FOUR_WEEKS), self._last)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.until.data is None:
            self.until.errors = [text("block.no_day", LANGUAGE)]
            return False
        if not self._first <= self.until.data <= self._last:
            last = day(self._last, LANGUAGE)
            self.until.errors = [text("block.until_wrong", LANGUAGE, last=last)]
            return False
        return valid
