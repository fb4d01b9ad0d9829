"""Gesprekken in memory: seats that are taken and given back, as the real ones do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.events import Done, Outcome, Refused
from bot.dialogue.facts import MeetingFact
from bot.dialogue.wishes.meetings import FindMeeting, GiveSeatBack, MeetingFound, TakeSeat
from tests.dialogue.plan import MEETINGS

KNOWN: Mapping[int, MeetingFact] = {one.id: one for one in MEETINGS}


@dataclass
class Meetings:
    """`free` counts the seats of others; `closed` is why none can be taken."""

    mine: set[int] = field(default_factory=set)
    free: int = 4
    closed: str = ""
    reason: str = ""
    outcome: str = ""
    spot: tuple[float, float] | None = None

    def carry_out(self, wish: FindMeeting | TakeSeat | GiveSeatBack) -> Outcome:
        name, one = type(wish).__name__, KNOWN.get(wish.meeting)
        if one is None:
            return Refused(name, "unknown")
        match wish:
            case FindMeeting():
                return self._found(one)
            case TakeSeat() if self._why(one):
                return Refused(name, self._why(one))
            case TakeSeat():
                self.mine.add(one.id)
            case GiveSeatBack():
                self.mine.discard(one.id)
        return Done(name)

    def _why(self, one: MeetingFact) -> str:
        return self.closed or ("" if self.free or one.id in self.mine else "full")

    def _found(self, one: MeetingFact) -> MeetingFound:
        return MeetingFound(
            id=one.id,
            about=one.about,
            on=one.on,
            time=one.time,
            place=one.place,
            opgave=one.opgave,
            free=self.free,
            mine=one.id in self.mine,
            closed=self._why(one),
            reason=self.reason,
            outcome=self.outcome,
            went=one.opgave if self.outcome else "",
            spot=self.spot,
        )
