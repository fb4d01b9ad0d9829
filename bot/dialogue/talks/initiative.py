"""An initiative of others: what it is, a heart for it, following it. `helping` has the hands."""

import re
from dataclasses import replace

from bot.dialogue.choices import MENU, button, idea_button, page_button, short
from bot.dialogue.events import Event, Refused
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, go, rest, want
from bot.dialogue.talks.following import follow, unfollow
from bot.dialogue.wishes.supporting import (
    GiveSupport,
    InitiativeSeen,
    SeeInitiative,
    Supported,
    TakeSupport,
)

_REF = re.compile(r"[A-Za-z0-9]{1,8}-[0-9]{1,7}")
_STATES = ("verkenning", "haalbaar", "niet_haalbaar", "loopt", "gerealiseerd", "gestopt")
_MOST_BODY = 1500
# Behind a command: take it back.
BACK = "terug"


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/idee Z-0142`: somebody's initiative. What is not on the site is not known here."""
    ref = ref_in(argument)
    if not ref:
        return unknown(state)
    if any(idea.ref == ref for idea in facts.mine):
        return go(state, f"/mijn {ref}")
    return want(replace(state, talk="initiative", step="see", data={}), SeeInitiative(ref))


def ref_in(argument: str) -> str:
    """The reference at the beginning of what follows a command, as we write it; or nothing."""
    ref = argument.partition(" ")[0]
    return ref.upper() if _REF.fullmatch(ref) else ""


def unknown(state: State) -> Step:
    return go(state, "/start", say("possible.no_idea"))


def on_map(state: State, argument: str, facts: Facts) -> Step:
    """`/plek Z-0142`: where it is, as a spot on the map that their phone can lead them to."""
    ref = ref_in(argument)
    if not ref:
        return unknown(state)
    looking = replace(state, talk="initiative", step="see", data={"map": True})
    return want(looking, SeeInitiative(ref))


def _see(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case InitiativeSeen(pin=(lat, lon)) if state.data.get("map"):
            place = (lat, lon, f"{event.title}\n{event.wijk or facts.plan.gemeente}")
            says = say("card.title", title=event.title)
            return rest(state, says, buttons=(see(event.ref), MENU), place=place)
        case InitiativeSeen():
            return rest(state, *_told(event), rows=_rows(state, event, facts))
        case Refused("SeeInitiative", _):
            return unknown(state)
    return None


def _told(seen: InitiativeSeen) -> list[Say | Words]:
    says: list[Say | Words] = [say("possible.found", ref=seen.ref, title=seen.title)]
    says += [say("possible.found_in", wijk=seen.wijk)] if seen.wijk else []
    says += [Words(short(seen.body, _MOST_BODY), seen.language)] if seen.body else []
    status = seen.status.replace(" ", "_")
    if status in _STATES:
        says.append(say("following.status", status=say(f"mine.was_{status}")))
    says += [_counted("hearts", seen.hearts, seen), _counted("hands", seen.hands, seen)]
    if seen.news and seen.since:
        says += [say("following.since", on=seen.since), *seen.news]
    return says


def _counted(what: str, n: int | None, seen: InitiativeSeen) -> Say:
    """A number that is too small to show is said to be so."""
    if n is None:
        return say(f"following.few_{what}", minimum=seen.minimum)
    return say(f"following.{what}", n=n)


def _rows(state: State, seen: InitiativeSeen, facts: Facts) -> tuple[Choice, ...]:
    heart, hands = "hart" in seen.given, "handen" in seen.given
    return (
        take_heart(seen.ref) if heart else give_heart(seen.ref),
        take_hands(seen.ref) if hands else button(f"/handen {seen.ref}", "hands"),
        unfollow(seen.ref) if seen.follows else follow(seen.ref),
        *_map(seen, facts),
        page_button(f"{facts.plan.base_url}/initiatief/{seen.ref}"),
        idea_button(state),
        MENU,
    )


def _map(seen: InitiativeSeen, facts: Facts) -> tuple[Choice, ...]:
    """A spot that a phone can lead to. In a browser the page itself shows the map."""
    shows = seen.pin and facts.channel != "web"
    return (button(f"/plek {seen.ref}", "on_map"),) if shows else ()


def give_heart(ref: str) -> Choice:
    return button(f"/hart {ref}", "heart")


def take_heart(ref: str) -> Choice:
    return button(f"/hart {ref} {BACK}", "heart_back")


def take_hands(ref: str) -> Choice:
    return button(f"/handen {ref} {BACK}", "hands_back")


def see(ref: str) -> Choice:
    return button(f"/idee {ref}", "see_initiative")


def heart(state: State, argument: str, facts: Facts) -> Step:
    """`/hart Z-0142` gives one, `/hart Z-0142 terug` takes it back. Twice is once."""
    return support(replace(state, talk="initiative", step="heart", data={}), argument, "hart")


def support(heard: State, argument: str, kind: str) -> Step:
    """Give one of this kind, or take it back; the step of `heard` hears what came of it."""
    ref = ref_in(argument)
    if not ref:
        return unknown(heard)
    back = argument.endswith(f" {BACK}")
    return want(heard, TakeSupport(ref, kind) if back else GiveSupport(ref, kind))


def _heart(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Supported(ref, _, given=True):
            buttons = (take_heart(ref), see(ref), MENU)
            return rest(state, say("following.heart_given", ref=ref), buttons=buttons)
        case Supported(ref, _, given=False):
            buttons = (give_heart(ref), see(ref), MENU)
            return rest(state, say("following.heart_back", ref=ref), buttons=buttons)
        case Refused("GiveSupport" | "TakeSupport", _):
            return unknown(state)
    return None


TALK = Talk(
    "initiative",
    commands={"idee": begin, "plek": on_map, "hart": heart},
    steps={"see": _see, "heart": _heart},
)
