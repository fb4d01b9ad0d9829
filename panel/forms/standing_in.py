"""The form that lets one colleague stand in for another."""

from collections.abc import Sequence

from wtforms import DateField, Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from models.desk.standing_in import Period
from models.people.staff import Staff
from panel.forms.fields import LANGUAGE
from texts.render import text


def _day(label: str) -> DateField:
    missing = InputRequired(text("waarneming.refused_day", LANGUAGE))
    return DateField(text(label, LANGUAGE), [missing])


def _colleague(label: str, hint: str = "") -> SelectField:
    known = text(hint, LANGUAGE) if hint else ""
    return SelectField(text(label, LANGUAGE), description=known, validate_choice=False)


class StandInForm(Form):
    absent = _colleague("waarneming.absent")
    stand_in = _colleague("waarneming.stand_in", "waarneming.stand_in_hint")
    first = _day("waarneming.first")
    last = _day("waarneming.last")

    def offer(self, absent: Sequence[Staff], stand_ins: Sequence[Staff]) -> None:
        """Whom one can choose. Of one absentee there is nothing to choose, so it is chosen."""
        self._offer(self.absent, absent)
        self._offer(self.stand_in, stand_ins)

    def period(self) -> Period:
        """The days that were filled in; ask after `validate`."""
        if self.first.data is None or self.last.data is None:
            raise ValueError("no days")
        return Period(self.first.data, self.last.data)

    def _offer(self, field: SelectField, colleagues: Sequence[Staff]) -> None:
        nobody = [SelectChoice(value="", label=text("waarneming.choose", LANGUAGE))]
        named = [SelectChoice(value=str(one.id), label=one.name) for one in colleagues]
        field.choices = named if len(named) == 1 else nobody + named
        wrong = text("waarneming.refused_nobody", LANGUAGE)
        field.validators = [AnyOf([str(one.id) for one in colleagues], message=wrong)]
