"""The forms of a gesprek in the wijk: announcing it, calling it off, telling what it yielded."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from wtforms import DateField, Form, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Regexp

from models.asking.hours import moment
from models.meetings.holding import MOST_SEATS, Proposal, Refused
from panel.forms.fields import LANGUAGE, line, paragraph, required
from texts.render import text

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
Options = Sequence[tuple[str, str]]


class MeetingForm(Form):
    """A new gesprek. A field is named after the word with which the house refuses it."""

    about = line("meetings.about")
    place = line("meetings.place", limit=200)
    wijk = SelectField(text("meetings.wijk", LANGUAGE), [required()])
    date = DateField(text("meetings.on", LANGUAGE), [required()])
    at = line("meetings.at", limit=5)
    seats = IntegerField(text("meetings.seats", LANGUAGE), [required()], default=20)
    opgave = SelectField(text("meetings.opgave", LANGUAGE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.description = text("meetings.place_hint", LANGUAGE)
        self.at.description = text("meetings.at_hint", LANGUAGE)
        wrong = text("meetings.at_wrong", LANGUAGE)
        self.at.validators = [*self.at.validators, Regexp(_CLOCK.pattern + r"\Z", message=wrong)]
        many = text("meetings.refused_seats", LANGUAGE)
        self.seats.validators = [NumberRange(1, MOST_SEATS, message=many)]

    def offer(self, wijken: Options, opgaven: Options) -> None:
        self.wijk.choices = _choices(wijken)
        self.opgave.choices = _choices(_with_none(opgaven))

    def filled(self) -> Proposal:
        """What was filled in, of a form that is valid."""
        found = _CLOCK.fullmatch(str(self.at.data))
        at = time(int(found[1]), int(found[2])) if found else time()
        day: date = self.date.data
        return Proposal(
            about=str(self.about.data),
            place=str(self.place.data),
            starts_at=moment(day, at),
            wijk_id=int(self.wijk.data),
            seats=int(self.seats.data or 0),
            opgave_id=int(self.opgave.data) if self.opgave.data else None,
        )

    def refuse(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        field: Any = self[refused.why]
        field.errors = [text(f"meetings.refused_{refused.why}", LANGUAGE)]


class CancelForm(Form):
    reason = paragraph("meetings.reason", limit=500)


class OutcomeForm(Form):
    outcome = paragraph("meetings.outcome", hint="meetings.outcome_public")
    opgave = SelectField(text("meetings.went", LANGUAGE))

    def offer(self, opgaven: Options) -> None:
        self.opgave.choices = _choices(_with_none(opgaven))


def _with_none(opgaven: Options) -> Options:
    return [("", text("meetings.no_opgave", LANGUAGE)), *opgaven]


def _choices(options: Options) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in options]
