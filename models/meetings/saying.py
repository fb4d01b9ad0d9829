"""What who signed up hears of a gesprek, as messages of keys and words."""

from dataclasses import dataclass
from datetime import date, datetime

from models.initiatives.terms import AMSTERDAM, local_day
from models.meetings.meetings import Meeting
from models.messages.outgoing import ChoiceJson, Json, MessageJson, choice, message, say, words

# In which language staff write.
WRITTEN_IN = "nl"


@dataclass(frozen=True)
class Told:
    """What who signed up knows of a gesprek."""

    about: str
    place: str
    starts_at: datetime
    spot: tuple[float, float] | None

    @property
    def day(self) -> date:
        return local_day(self.starts_at)


def told_of(meeting: Meeting) -> Told:
    return Told(meeting.about, meeting.place, meeting.starts_at, meeting.spot)


def clock(meeting: Meeting | Told) -> str:
    """The time by the clock of the gemeente: 19:30."""
    return f"{meeting.starts_at.astimezone(AMSTERDAM):%H:%M}"


def reminder(meeting: Meeting) -> MessageJson:
    says = [say("meet.reminder"), *_card(meeting), say("meet.reminder_how")]
    return _with_spot(message(says, [_see(meeting)]), meeting)


def changed(meeting: Meeting, before: Told) -> MessageJson:
    """How it is now, and of each part that is otherwise how it was."""
    was = []
    if before.about != meeting.about:
        was.append(say("meet.was_about", about=before.about))
    if before.starts_at != meeting.starts_at:
        was.append(say("meet.was_when", day=before.day, time=clock(before)))
    if before.place != meeting.place:
        was.append(say("meet.was_place", place=before.place))
    says = [say("meet.changed"), *_card(meeting), *was, say("meet.changed_how")]
    return _with_spot(message(says, [_see(meeting)]), meeting)


def _with_spot(body: MessageJson, meeting: Meeting) -> MessageJson:
    if meeting.spot is not None:
        body["place"] = [*meeting.spot, f"{meeting.about}\n{meeting.place}"]
    return body


def cancelled(meeting: Meeting) -> MessageJson:
    why = [words(meeting.cancel_reason, WRITTEN_IN)] if meeting.cancel_reason else []
    coming = choice("/gesprekken", say("meet.button_others"))
    return message([say("meet.cancelled"), *_card(meeting), *why], [coming])


def outcome(meeting: Meeting, opgave: str) -> MessageJson:
    """What it yielded; `opgave` is where that went, or empty."""
    went = [say("meet.went", opgave=opgave)] if opgave else []
    told = words(meeting.outcome or "", WRITTEN_IN)
    return message([say("meet.outcome", about=meeting.about), told, *went], [_see(meeting)])


def _card(meeting: Meeting) -> list[Json]:
    day, time = local_day(meeting.starts_at), clock(meeting)
    return [say("meet.card", about=meeting.about, day=day, time=time, place=meeting.place)]


def _see(meeting: Meeting) -> ChoiceJson:
    return choice(f"/gesprek {meeting.id}", say("meet.button_see"))
