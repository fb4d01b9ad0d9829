"""A neighbourhood in memory: it carries out wishes as the real one does, for one resident."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import hypot

from bot.dialogue.blocked import BLOCKED, BRINGS
from bot.dialogue.events import CheckInFound, Done, Located, Outcome, Refused, Submitted
from bot.dialogue.facts import Facts, HistoryFact, MyIdea
from bot.dialogue.wishes.calls import AskCall, CallAsked
from bot.dialogue.wishes.checkins import AnswerCheckIn, FindCheckIn
from bot.dialogue.wishes.finding import FindNearby, FindSimilar, Search
from bot.dialogue.wishes.following import FollowsIt, UnfollowIt
from bot.dialogue.wishes.ideas import AcceptText, AnswerQuestion, SubmitIdea, Withdraw
from bot.dialogue.wishes.me import (
    ChooseLanguage,
    ChooseWijk,
    EraseMe,
    HearOwnNews,
    Locate,
    SayAge,
    SetOptIn,
    StopMessages,
)
from bot.dialogue.wishes.meetings import FindMeeting, GiveSeatBack, TakeSeat
from bot.dialogue.wishes.saying import Explain, React, Recognise, SayMatters
from bot.dialogue.wishes.wish import Wish
from tests.dialogue import living
from tests.dialogue.found import find
from tests.dialogue.meetings import Meetings
from tests.dialogue.neighbours import Neighbours
from tests.dialogue.place_plans import PlacePlans
from tests.dialogue.plan import PLAN, TODAY

# Inner points of a few wijken, as (lat, lon). Farther than this from all is outside.
POINTS: Mapping[str, tuple[float, float]] = {
    "diezerpoort": (52.518, 6.101),
    "assendorp": (52.504, 6.101),
    "stadshagen": (52.537, 6.055),
    "gerenlanden": (52.483, 6.115),
}
FAR = 0.05
A_DAY = 3
SAID_A_DAY = 5


def stranger(channel: str = "telegram", language: str = "nl") -> Facts:
    """Somebody of whom we know nothing yet."""
    return Facts(
        channel=channel,
        today=TODAY,
        language=language,
        wijk="",
        sixteen_or_older=None,
        opt_ins=frozenset(),
        muted=False,
        mine=(),
        plan=PLAN,
    )


@dataclass
class Neighbourhood:
    """`wishes` holds everything that was carried out, in order."""

    facts: Facts
    wishes: list[Wish] = field(default_factory=list)
    # The check-in: none, open, closed or answered.
    checkin: str = "none"
    answers: tuple[str, ...] = ("Ja", "Soms", "Nee")
    today_sent: int = 0
    said: int = 0
    meetings: Meetings = field(default_factory=Meetings)
    # Whether what is voorgelegd still asks.
    asks: bool = True
    neighbours: Neighbours = field(default_factory=Neighbours)
    plans: PlacePlans = field(default_factory=PlacePlans)

    def carry_out(self, wish: Wish) -> Outcome:
        self.wishes.append(wish)
        if self.facts.blocked and isinstance(wish, BRINGS):
            return Refused(type(wish).__name__, BLOCKED)
        beside = self.neighbours.carry_out(wish, self.facts) or living.carry_out(self, wish)
        beside = beside or self.plans.carry_out(wish, self.facts)
        outcome = beside or self._carry_out(wish)
        if isinstance(outcome, Done):
            self.facts = after(self.facts, wish)
        if isinstance(outcome, FollowsIt) and outcome.opgave:
            self.facts = replace(self.facts, follows=self.facts.follows | {outcome.name})
        if isinstance(outcome, FollowsIt) and self.facts.sixteen_or_older is not False:
            self.facts = replace(self.facts, opt_ins=self.facts.opt_ins | {"volgen"})
        return outcome

    def _carry_out(self, wish: Wish) -> Outcome:
        match wish:
            case Locate(lat, lon):
                return _locate(lat, lon)
            case SubmitIdea():
                return self._submit(wish)
            case AnswerQuestion(ref, _):
                return self._change(wish, ref, status="in behandeling", question="")
            case AcceptText(ref, agree):
                status = "geplaatst" if agree else "in behandeling"
                return self._change(wish, ref, status=status, offered_title="", offered_body="")
            case Withdraw(ref):
                return self._change(wish, ref, status="ingetrokken", public=False)
            case FindCheckIn(token):
                return self._find(token)
            case AnswerCheckIn():
                return self._answer()
            case AskCall():
                return CallAsked(TODAY + timedelta(days=7))
            case EraseMe():
                self.facts = stranger(self.facts.channel, self.facts.language)
        return self._take_part(wish)

    def _take_part(self, wish: Wish) -> Outcome:
        """What one can do beside an idea."""
        match wish:
            case React() | SayMatters():
                return self._say(wish)
            case Recognise() | Explain() if not self.asks:
                return Refused(type(wish).__name__, "unknown")
            case FindNearby() | Search() | FindSimilar():
                return find(wish, _locate)
            case FindMeeting() | TakeSeat() | GiveSeatBack():
                return self.meetings.carry_out(wish)
        return Done(type(wish).__name__)

    def _submit(self, wish: SubmitIdea) -> Outcome:
        if self.today_sent >= A_DAY:
            return Refused("SubmitIdea", "too_many")
        self.today_sent += 1
        return self._hand_in(wish.title, "initiatief")

    def _say(self, wish: React | SayMatters) -> Outcome:
        if self.said >= SAID_A_DAY:
            return Refused(type(wish).__name__, "too_many")
        self.said += 1
        return self._hand_in(wish.words, "reactie" if isinstance(wish, React) else "belangrijk")

    def _hand_in(self, title: str, kind: str) -> Submitted:
        ref, due = f"Z-{101 + len(self.facts.mine):04d}", TODAY + timedelta(days=7)
        moments = (HistoryFact(TODAY, "ingediend"),)
        idea = MyIdea(ref, title, "ingediend", "", due, "", "", "", False, (), moments, kind)
        self.facts = replace(self.facts, mine=(idea, *self.facts.mine))
        return Submitted(ref, due)

    def has_idea(self, status: str) -> None:
        """They handed one in before, with a photo and a place, and it stands so now."""
        number, public = 101 + len(self.facts.mine), status == "geplaatst"
        moment, due = HistoryFact(TODAY, status), TODAY + timedelta(days=7)
        ref, title = f"Z-{number:04d}", "Een bank"
        idea = MyIdea(ref, title, status, "", due, "", "", "", public, (), (moment,))
        told = replace(idea, body="Voor iedereen.", place="Vechtstraat", photos=True)
        told = replace(told, wijk="diezerpoort")
        self.facts = replace(self.facts, mine=(told, *self.facts.mine))

    def _change(self, wish: Wish, ref: str, **changes: object) -> Outcome:
        name = type(wish).__name__
        if all(idea.ref != ref for idea in self.facts.mine):
            return Refused(name, "unknown")
        self.staff(ref, **changes)
        return Done(name)

    def staff(self, ref: str, **changes: object) -> None:
        """What a wijkmanager does to an idea; a new status is a moment of its history."""
        self.facts = replace(
            self.facts,
            mine=tuple(
                _moved(idea, changes) if idea.ref == ref else idea for idea in self.facts.mine
            ),
        )

    def _find(self, token: str) -> Outcome:
        if self.checkin != "open" or token not in ("", "tok1"):
            return Refused("FindCheckIn", "none" if token not in ("", "tok1") else self.checkin)
        return CheckInFound("tok1", living.QUESTION, self.answers, "oost-1", date(2026, 12, 1))

    def _answer(self) -> Outcome:
        if self.checkin != "open":
            return Refused("AnswerCheckIn", self.checkin)
        self.checkin = "answered"
        return Done("AnswerCheckIn")


def _locate(lat: float, lon: float) -> Located:
    def far(wijk: str) -> float:
        return hypot(POINTS[wijk][0] - lat, POINTS[wijk][1] - lon)

    nearest = min(POINTS, key=far)
    return Located(nearest if far(nearest) < FAR else None, lat, lon)


def _moved(idea: MyIdea, changes: Mapping[str, object]) -> MyIdea:
    changed = replace(idea, **changes)  # type: ignore[arg-type]
    if changed.status == idea.status:
        return changed
    return replace(changed, timeline=(*idea.timeline, HistoryFact(TODAY, changed.status)))


def after(facts: Facts, wish: Wish) -> Facts:
    """The facts once a wish about this resident was carried out (its outcome was Done)."""
    match wish:
        case ChooseWijk(wijk):
            return replace(facts, wijk=wijk)
        case ChooseLanguage(language):
            return replace(facts, language=language)
        case SayAge(sixteen_or_older):
            return replace(facts, sixteen_or_older=sixteen_or_older)
        case SetOptIn(kind, on):
            opt_ins = facts.opt_ins | {kind} if on else facts.opt_ins - {kind}
            return replace(facts, opt_ins=opt_ins)
        case HearOwnNews(on):
            return replace(facts, muted=not on)
        case StopMessages():
            return replace(facts, opt_ins=frozenset(), muted=True)
        case UnfollowIt(name):
            return replace(facts, follows=facts.follows - {name})
    return facts
