"""What who signed up hears of a gesprek, as messages of keys and words."""

from models.initiatives.terms import AMSTERDAM, local_day
from models.meetings.meetings import Meeting
from models.messages.outgoing import ChoiceJson, Json, MessageJson, choice, message, say, words

# In which language staff write.
WRITTEN_IN = "nl"


def clock(meeting: Meeting) -> str:
    """The time by the clock of the gemeente: 19:30."""
    return f"{meeting.starts_at.astimezone(AMSTERDAM):%H:%M}"


def reminder(meeting: Meeting) -> MessageJson:
    says = [say("meet.reminder"), *_card(meeting), say("meet.reminder_how")]
    return message(says, [_see(meeting)])


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
