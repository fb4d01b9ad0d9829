"""Helping with an initiative, and for its owner: who help. Names only when both agree."""

from dataclasses import replace

from bot.dialogue.choices import BACK, MENU, NO, SKIP, YES, button
from bot.dialogue.events import Choose, Done, Event, Refused, Text
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Reply, Say, Words, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, again, ask, go, rest, want
from bot.dialogue.talks.initiative import ref_in, see, support, take_hands, unknown
from bot.dialogue.wishes.me import SayAge
from bot.dialogue.wishes.supporting import (
    GiveSupport,
    HelpersSeen,
    MeetHelpers,
    SeeHelpers,
    Supported,
)
from bot.dialogue.words import one_line

MOST_NAME = 40


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/handen Z-0142` offers to help, at once; `/handen Z-0142 terug` takes it back."""
    return support(replace(state, talk="helping", step="hands", data={}), argument, "handen")


def _hands(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Supported(ref, _, given=True, heard=False):
            return _thanked(state, ref, say("following.hands_unheard"))
        case Supported(ref, _, given=True) if facts.sixteen_or_older is False:
            return _thanked(state, ref, say("following.hands_given"))
        case Supported(ref, _, given=True):
            says = (say("following.hands_given"), say("following.may_know"))
            return ask(state, "helping.know", Reply(says, (YES, NO)), data={"ref": ref})
        case Supported(ref, _, given=False):
            again_ = button(f"/handen {ref}", "hands")
            says_ = say("following.hands_back", ref=ref)
            return rest(state, says_, buttons=(again_, see(ref), MENU))
        case Refused("GiveSupport" | "TakeSupport", _):
            return unknown(state)
    return None


def _thanked(state: State, ref: str, *says: Say) -> Step:
    return rest(state, *says, buttons=(take_hands(ref), see(ref), MENU))


def _know(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes", _) if facts.sixteen_or_older is None:
            return ask(state, "helping.age", Reply((say("following.age"),), (YES, NO, BACK)))
        case Choose("yes", _):
            return _ask_name(state)
        case Choose("no" | "back", _):
            return _nameless(state)
    return None


def _age(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("yes" | "no" as said, _):
            return want(state, SayAge(said == "yes"))
        case Done("SayAge") if facts.sixteen_or_older:
            return _ask_name(state)
        case Done("SayAge") | Choose("back", _):
            return _nameless(state)
    return None


def _nameless(state: State) -> Step:
    """Also where they left a name before."""
    return want(replace(state, step="nameless"), GiveSupport(str(state.data["ref"]), "handen", ""))


def _without(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Supported(ref, _, _):
            return _thanked(state, ref, say("following.no_name"))
        case Refused("GiveSupport", _):
            return unknown(state)
    return None


def _ask_name(state: State) -> Step:
    return ask(state, "helping.name", Reply((say("following.your_name"),), (SKIP,)), free=True)


def _name(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("skip", _):
            return _nameless(state)
        case Text(text) if len(one_line(text)) > MOST_NAME:
            return again(state, say("following.name_too_long", most=MOST_NAME))
        case Text(text):
            return want(state, GiveSupport(ref, "handen", one_line(text)))
        case Supported(ref, _, _):
            return _thanked(state, ref, say("following.name_kept"))
        case Refused("GiveSupport", _):
            return unknown(state)
    return None


def helpers(state: State, argument: str, facts: Facts) -> Step:
    """`/helpers Z-0142`, for the owner: how many want to help, and who of them are met."""
    ref = ref_in(argument)
    if all(idea.ref != ref for idea in facts.mine):
        return go(state, "/mijn", say("mine.unknown"))
    return want(replace(state, talk="helping", step="helpers", data={"ref": ref}), SeeHelpers(ref))


def _helpers(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case HelpersSeen() if event.waiting and facts.sixteen_or_older is not False:
            return _may_meet(state, event)
        case HelpersSeen():
            person = (button("/mens", "contact"),) if event.names else ()
            return rest(state, *_listed(event), buttons=(_own(event.ref), *person, MENU))
        case Refused("SeeHelpers" | "MeetHelpers", _):
            return go(state, "/mijn", say("following.no_helpers"))
    return None


def _listed(seen: HelpersSeen) -> list[Say | Words]:
    says: list[Say | Words] = [say("following.helpers", ref=seen.ref, n=seen.n)]
    names = ", ".join(seen.names)
    met = [say("following.helper_names", names=names), say("following.meet_how")]
    return [*says, *met] if names else says


def _may_meet(state: State, seen: HelpersSeen) -> Step:
    says = (*_listed(seen), say("following.waiting", n=seen.waiting), say("following.meet"))
    data = {"ref": seen.ref, "name": seen.own_name}
    return ask(state, "helping.meet", Reply(says, (YES, NO)), data=data)


def _meet(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("no", _):
            ref = str(state.data["ref"])
            return rest(state, say("following.not_met"), buttons=(_own(ref), MENU))
        case Choose("yes", _) if state.data["name"]:
            return _introduce(state, str(state.data["name"]))
        case Choose("yes", _):
            reply = Reply((say("following.owner_name"),), (BACK,))
            return ask(state, "helping.owner", reply, free=True)
    return None


def _owner(state: State, event: Event, facts: Facts) -> Step | None:
    match event:
        case Choose("back", _):
            return go(state, f"/mijn {state.data['ref']}")
        case Text(text) if len(one_line(text)) > MOST_NAME:
            return again(state, say("following.name_too_long", most=MOST_NAME))
        case Text(text):
            return _introduce(state, one_line(text))
    return None


def _introduce(state: State, name: str) -> Step:
    return want(replace(state, step="helpers"), MeetHelpers(str(state.data["ref"]), name))


def _own(ref: str) -> Choice:
    return button(f"/mijn {ref}", "see_idea")


TALK = Talk(
    "helping",
    commands={"handen": begin, "helpers": helpers},
    steps={
        "hands": _hands,
        "know": _know,
        "age": _age,
        "name": _name,
        "nameless": _without,
        "helpers": _helpers,
        "meet": _meet,
        "owner": _owner,
    },
)
