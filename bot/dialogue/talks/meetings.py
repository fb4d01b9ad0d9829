"""Gesprekken in de wijk: which there are, coming, not coming after all, and what they yielded."""

from dataclasses import replace

from bot.dialogue.areas import wijk_of
from bot.dialogue.choices import MENU, ROW_LENGTH, button, named, page_button, paged, short
from bot.dialogue.events import Choose, Done, Event, Refused
from bot.dialogue.facts import Facts, MeetingFact, WijkFact
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest, want
from bot.dialogue.wishes.meetings import FindMeeting, GiveSeatBack, MeetingFound, TakeSeat

_LISTED = 9
# Behind the command: where it is on the map.
_MAP = "kaart"
_OTHERS = button("/gesprekken", "all_meetings")
_COME = button("come", "come")
_LEAVE = button("leave", "come_not")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/gesprekken` of one's own wijk first, then of its stadsdeel; a number is a page."""
    wijk = wijk_of(facts.plan, facts.wijk)
    if wijk is None:
        return go(state, "/wijk + /gesprekken")
    found = _near(facts, wijk)
    if not found:
        choices = (button("/belangrijk", "matters"), MENU)
        return rest(state, say("meet.none", wijk=wijk.name), buttons=choices)
    lines = [_line(one, number) for number, one in enumerate(found[:_LISTED], start=1)]
    rows = [_row(one, number) for number, one in enumerate(found, start=1)]
    page = int(argument[:4]) if argument.isdecimal() else 0
    shown = paged(rows, page, "/gesprekken ", (MENU,))
    return rest(state, say("meet.list", wijk=wijk.name), *lines, say("meet.choose"), rows=shown)


def _near(facts: Facts, wijk: WijkFact) -> list[MeetingFact]:
    here = [one for one in facts.plan.meetings if one.stadsdeel == wijk.stadsdeel]
    return sorted(here, key=lambda one: one.wijk != wijk.slug)


def _line(one: MeetingFact, number: int) -> Say:
    return say(
        "meet.line", number=number, about=one.about, day=one.on, time=one.time, place=one.place
    )


def _row(one: MeetingFact, number: int) -> Choice:
    return named(f"/gesprek {one.id}", short(f"{number}. {one.about}", ROW_LENGTH))


def one(state: State, argument: str, facts: Facts) -> Step:
    """`/gesprek 12`, from the list or from a message about it; `/gesprek 12 kaart` its spot."""
    argument, _, how = argument.partition(" ")
    if not (argument.isascii() and argument.isdecimal() and len(argument) < 19):
        return go(state, "/gesprekken")
    looking = replace(state, talk="meetings", step="find", data={"map": how == _MAP})
    return want(looking, FindMeeting(int(argument)))


def _find(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case MeetingFound(spot=(lat, lon)) if state.data.get("map"):
            place = (lat, lon, f"{event.about}\n{event.place}")
            buttons = (button(f"/gesprek {event.id}", "see_meeting"), MENU)
            return rest(state, _card(event), buttons=buttons, place=place)
        case MeetingFound():
            return _show(state, event, facts)
        case Refused("FindMeeting", _):
            return go(state, "/gesprekken", say("meet.unknown"))
    return None


def _show(state: State, found: MeetingFound, facts: Facts) -> Step:
    about = [say("meet.about", opgave=found.opgave)] if found.opgave else []
    says = (_card(found), *about, *_standing(found))
    where = _where(found, facts)
    choices = (*_choices(found), *where, _OTHERS, MENU)
    # With a way to the map there are more than fit beside each other.
    reply = Reply(says, rows=choices) if where else Reply(says, choices)
    return ask(state, "meetings.one", reply, data={"meeting": found.id})


def _card(found: MeetingFound) -> Say:
    return say("meet.card", about=found.about, day=found.on, time=found.time, place=found.place)


def _where(found: MeetingFound, facts: Facts) -> tuple[Choice, ...]:
    """A spot that a phone can lead to. In a browser the page shows the map."""
    if found.spot is None or found.closed in ("cancelled", "over"):
        return ()
    if facts.channel == "web":
        return (page_button(f"{facts.plan.base_url}/gesprek/{found.id}"),)
    return (button(f"/gesprek {found.id} {_MAP}", "on_map"),)


def _standing(found: MeetingFound) -> tuple[Say | Words, ...]:
    if found.closed == "cancelled":
        reason = (Words(found.reason, "nl"),) if found.reason else ()
        return (say("meet.is_cancelled"), *reason)
    if found.closed == "over":
        return _afterwards(found)
    if found.mine:
        return (say("meet.mine"),)
    if found.closed == "full":
        return (say("meet.is_full"),)
    return (say("meet.free", n=found.free), say("meet.no_name"))


def _afterwards(found: MeetingFound) -> tuple[Say | Words, ...]:
    if not found.outcome:
        return (say("meet.is_over"),)
    went = (say("meet.went", opgave=found.went),) if found.went else ()
    return (say("meet.yielded"), Words(found.outcome, "nl"), *went)


def _choices(found: MeetingFound) -> tuple[Choice, ...]:
    if found.closed:
        return ()
    return (_LEAVE,) if found.mine else (_COME,)


def _one(state: State, event: Event, facts: Facts) -> Step | None:
    meeting = int(state.data["meeting"])
    match event:
        case Choose("come", _):
            return want(state, TakeSeat(meeting))
        case Choose("leave", _):
            return want(state, GiveSeatBack(meeting))
        case Done("TakeSeat"):
            says = (_taken(meeting, facts), say("meet.taken_then"))
            return rest(state, *says, buttons=(button(f"/gesprek {meeting}", "see_meeting"), MENU))
        case Done("GiveSeatBack"):
            return rest(state, say("meet.given_back"), buttons=(_OTHERS, MENU))
        case Refused("TakeSeat", _):
            # What stands in its way is said there.
            return go(state, f"/gesprek {meeting}", say("meet.no_seat"))
    return None


def _taken(meeting: int, facts: Facts) -> Say:
    """With the day as it is by now: they may have tapped on what was announced before."""
    one = next((one for one in facts.plan.meetings if one.id == meeting), None)
    if one is None:
        return say("meet.taken")
    return say("meet.taken_on", day=one.on, time=one.time, place=one.place)


TALK = Talk(
    "meetings",
    commands={"gesprekken": begin, "gesprek": one},
    steps={"find": _find, "one": _one},
)
