"""What we may send: the four opt-ins, news of one's own ideas, and everything off at once."""

from dataclasses import replace

from bot.dialogue.choices import MENU, button
from bot.dialogue.events import Choose, Done, Event
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, ask, go, rest, want
from bot.dialogue.wishes.me import HearOwnNews, SetOptIn, StopMessages
from bot.dialogue.wishes.wish import Wish

OPT_INS = ("wijknieuws", "vragen", "burendag", "onderzoek")
_OWN = "eigen"
_FOLLOWING = "volgen"
_ALL = (*OPT_INS, _FOLLOWING, _OWN)
_BACK = button("/instellingen", "back")


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/instellingen` shows how all stands; `/instellingen burendag` explains and changes one."""
    if argument in _ALL:
        return _one(state, argument, facts)
    says = (say("settings.what"), *(_line(kind, facts) for kind in _ALL))
    rows = (
        *(button(f"/instellingen {kind}", f"set_{kind}") for kind in _ALL),
        button("/taal", "language"),
        button("/wijk", "change_wijk"),
        button("/stop", "stop_all"),
        MENU,
    )
    return rest(state, *says, rows=rows)


def _is_on(kind: str, facts: Facts) -> bool:
    return not facts.muted if kind == _OWN else kind in facts.opt_ins


def _line(kind: str, facts: Facts) -> Say:
    return say(f"settings.line_{kind}", state=say(f"settings.{_on_off(_is_on(kind, facts))}"))


def _on_off(on: bool) -> str:
    return "on" if on else "off"


def _one(state: State, kind: str, facts: Facts) -> Step:
    """What it means, and the one button that changes it."""
    if kind != _OWN and facts.sixteen_or_older is False:
        return go(state, "/instellingen", say("settings.under_16"))
    on = _is_on(kind, facts)
    turn: Choice = button("off", "turn_off") if on else button("on", "turn_on")
    says = [say(f"settings.about_{kind}"), say(f"settings.is_{_on_off(on)}")]
    pace: tuple[Choice, ...] = ()
    if kind == _FOLLOWING and on:
        at_once = "meteen" in facts.opt_ins
        says.append(say("settings.at_once" if at_once else "settings.bundled"))
        pace = (button("bundled", "bundled") if at_once else button("at_once", "at_once"),)
    return ask(state, "settings.one", Reply(tuple(says), (turn, *pace, _BACK)), data={"kind": kind})


def _change(state: State, event: Event, facts: Facts) -> Step | None:
    kind = str(state.data["kind"])
    match event:
        case Choose("on" | "off" as turned, _):
            return want(state, _wish(kind, turned == "on"))
        case Choose("at_once" | "bundled" as pace, _):
            paced = replace(state, data={"kind": kind, "pace": True})
            return want(paced, SetOptIn("meteen", pace == "at_once"))
        case Done("SetOptIn") if "pace" in state.data:
            return go(state, f"/instellingen {kind}")
        case Done("HearOwnNews" | "SetOptIn"):
            on_off = _on_off(_is_on(kind, facts))
            return go(state, "/instellingen", say(f"settings.now_{on_off}"))
    return _stopped(state, event, facts)


def _wish(kind: str, on: bool) -> Wish:
    return HearOwnNews(on) if kind == _OWN else SetOptIn(kind, on)


def stop(state: State, argument: str, facts: Facts) -> Step:
    """`/stop`: done at once, without a question. Starting again is as easy."""
    asked = ask(state, "settings.stopped", Reply((say("settings.stopped"),), (MENU,)), data={})
    return want(asked.state, StopMessages())


def _stopped(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Done("StopMessages"):
            says: tuple[Say | Words, ...] = (say("settings.stopped"), say("settings.start_again"))
            return rest(state, *says, buttons=(button("/instellingen", "settings"), MENU))
    return None


TALK = Talk(
    "settings",
    commands={"instellingen": begin, "stop": stop},
    steps={"one": _change, "stopped": _stopped},
)
