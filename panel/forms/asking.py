"""The form of a new check-in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import DateField, Form, HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from models.asking.rounds import QUESTION, Refused, Round
from models.plan.areas import Area
from panel.forms.fields import LANGUAGE, paragraph, required
from texts.render import text


class CheckInForm(Form):
    """The question, its answers (one a line), the wijken and the last day.

    `seen` stands for the message and the wijken that were shown.
    """

    seen = HiddenField()
    question = paragraph("asking.question", hint="asking.question_hint", limit=QUESTION)
    answers = paragraph("asking.answers", hint="asking.answers_hint", limit=200)
    wijken = SelectMultipleField(text("asking.wijken", LANGUAGE), coerce=str)
    closes_on = DateField(text("asking.closes_on", LANGUAGE), [required()])

    def begin_with(self, draft: Round) -> None:
        """Fill it with the opgave's own question."""
        self.question.data = draft.question
        self.answers.data = "\n".join(draft.answers)
        self.wijken.data = [str(id_) for id_ in draft.wijk_ids]
        self.closes_on.data = draft.closes_on

    def offer_wijken(self, wijken: Sequence[Area]) -> None:
        self.wijken.choices = [SelectChoice(str(wijk.id), wijk.name) for wijk in wijken]

    def filled(self) -> Round:
        """What was filled in, whether or not it can be asked."""
        labels = [line.strip() for line in str(self.answers.data or "").splitlines()]
        closes_on: date = self.closes_on.data
        return Round(
            question=str(self.question.data or ""),
            answers=tuple(label for label in labels if label),
            wijk_ids=frozenset(int(value) for value in self.wijken.data or ()),
            closes_on=closes_on,
        )

    def refuse(self, refused: Refused) -> None:
        """Say at its field what cannot be asked so."""
        fields: dict[str, Any] = {
            "question": self.question,
            "answers": self.answers,
            "wijken": self.wijken,
            "date": self.closes_on,
        }
        fields[refused.why].errors = [text(f"asking.refused_{refused.why}", LANGUAGE)]
