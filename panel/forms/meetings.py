"""The forms of a gesprek in the wijk: announcing or changing it, calling it off, its yield."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from wtforms import DateField, Form, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Regexp

from models.asking.hours import moment
from models.initiatives.terms import AMSTERDAM
from models.meetings.holding import MOST_SEATS, Proposal, Refused
from models.meetings.meetings import Meeting
from panel.forms.fields import LANGUAGE, line, paragraph, required
from texts.render import text

# As maps give it to copy: latitude, longitude. More than five digits is a matter of centimetres.
_SPOT = re.compile(r"(-?\d{1,2}\.\d{1,15})\s*[,; ]\s*(-?\d{1,3}\.\d{1,15})")
# With which field a refusal is said, where they are not called the same.
_FIELDS = {"taken": "seats"}
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
Options = Sequence[tuple[str, str]]


class MeetingForm(Form):
    """A gesprek. A field is named after the word with which the house refuses it.

    `version` is the one that a colleague saw who changes it.
    """

    version = HiddenField()

    about = line("meetings.about")
    place = line("meetings.place", limit=200)
    spot = line("meetings.spot", required=False, limit=60)
    wijk = SelectField(text("meetings.wijk", LANGUAGE), [required()])
    date = DateField(text("meetings.on", LANGUAGE), [required()])
    at = line("meetings.at", limit=5)
    seats = IntegerField(text("meetings.seats", LANGUAGE), [required()], default=20)
    opgave = SelectField(text("meetings.opgave", LANGUAGE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.description = text("meetings.place_hint", LANGUAGE)
        self.spot.description = text("meetings.spot_hint", LANGUAGE)
        shape = Regexp(_SPOT.pattern + r"\Z", message=text("meetings.spot_wrong", LANGUAGE))
        self.spot.validators = [*self.spot.validators, shape]
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
            spot=self._spot(),
        )

    def _spot(self) -> tuple[float, float] | None:
        found = _SPOT.fullmatch(str(self.spot.data or ""))
        return (float(found[1]), float(found[2])) if found else None

    @property
    def shown_fields(self) -> list[Any]:
        """The fields that a person fills in."""
        return [field for field in self if not isinstance(field, HiddenField)]

    @property
    def version_seen(self) -> int:
        """The version that was seen; 0, which never is one, for nonsense."""
        value = str(self.version.data or "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0

    def begin(self, meeting: Meeting) -> None:
        """Put in what it is now."""
        local = meeting.starts_at.astimezone(AMSTERDAM)
        self.version.data = str(meeting.version)
        self.about.data, self.place.data, self.seats.data = (
            meeting.about,
            meeting.place,
            meeting.seats,
        )
        self.spot.data = ", ".join(f"{at:.5f}" for at in meeting.spot or ())
        self.wijk.data, self.opgave.data = str(meeting.wijk_id), str(meeting.opgave_id or "")
        self.date.data, self.at.data = local.date(), f"{local:%H:%M}"

    def refuse(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        field: Any = self[_FIELDS.get(refused.why, refused.why)]
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
