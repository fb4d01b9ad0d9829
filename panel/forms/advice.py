"""The forms of advice: whom to ask what, and what one says."""

from typing import Any

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp

from models.people.staff import Staff
from panel.forms.fields import LANGUAGE, line, paragraph
from texts.render import text

ADDRESS = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z"


class AskAdviceForm(Form):
    """A colleague from the list, or else an address outside: one of both."""

    colleague = SelectField(text("advice.colleague", LANGUAGE), choices=[])
    email = line("advice.email", required=False, limit=120)
    question = paragraph("advice.question", hint="advice.question_hint", limit=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.description = text("advice.email_hint", LANGUAGE)
        wrong = text("advice.email_wrong", LANGUAGE)
        self.email.validators = [*self.email.validators, Regexp(ADDRESS, message=wrong)]

    def offer(self, colleagues: list[Staff]) -> None:
        nobody = SelectChoice(value="", label=text("advice.nobody", LANGUAGE))
        self.colleague.choices = [
            nobody,
            *(SelectChoice(value=str(one.id), label=one.name) for one in colleagues),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if bool(self.colleague.data) == bool(self.email.data):
            self.colleague.errors = [text("advice.one_of_both", LANGUAGE)]
            return False
        return valid


class GiveAdviceForm(Form):
    answer = paragraph("advice.answer", hint="form.inside_hint", limit=2000)
