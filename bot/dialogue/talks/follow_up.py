""" "Loopt het nog?": an answer with one button, and whatever one wants to add."""

from dataclasses import replace

from bot.dialogue.choices import MENU, SKIP, button
from bot.dialogue.events import Choose, Done, Event, Refused, Text
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Reply, say
from bot.dialogue.state import State
from bot.dialogue.step import Step, Talk, again, ask, go, rest, want
from bot.dialogue.talks.initiative import ref_in
from bot.dialogue.talks.mine import find
from bot.dialogue.wishes.follow_up import SayHow, TellHow
from bot.dialogue.words import number

ANSWERS = ("ja", "nee", "hulp")
NO_MORE = "stop"
MOST_TEXT = 2000


def begin(state: State, argument: str, facts: Facts) -> Step:
    """`/loopt Z-0142 ja` answers; without an answer it asks, for who typed it."""
    idea = find(facts, ref_in(argument))
    if idea is None:
        return go(state, "/mijn", say("mine.unknown"))
    how = argument.partition(" ")[2]
    if how not in (*ANSWERS, NO_MORE):
        says = (say("news.about", ref=idea.ref, title=idea.title), say("following.how"))
        return rest(state, *says, buttons=tuple(_answer(idea.ref, one) for one in ANSWERS))
    data = {"ref": idea.ref, "how": how}
    answering = replace(state, talk="follow_up", step="how", data=data)
    return want(answering, SayHow(idea.ref, how))


def _answer(ref: str, how: str) -> Choice:
    return Choice(f"/loopt {ref} {how}", say(f"following.how_{how}"))


def _how(state: State, event: Event, facts: Facts) -> Step | None:
    ref, how = str(state.data["ref"]), str(state.data["how"])
    match event:
        case Done("SayHow") if how == NO_MORE:
            return rest(state, say("following.how_said_stop"), buttons=(_own(ref), MENU))
        case Done("SayHow"):
            says = (say(f"following.how_said_{how}"), say("following.how_more"))
            stop = button(f"/loopt {ref} {NO_MORE}", "ask_no_more")
            return ask(state, "follow_up.more", Reply(says, (SKIP, stop)), free=True)
        case Refused("SayHow", _):
            return go(state, f"/mijn {ref}", say("following.how_not_asked"))
    return None


def _more(state: State, event: Event, facts: Facts) -> Step | None:
    ref = str(state.data["ref"])
    match event:
        case Choose("skip", _):
            return rest(state, say("following.how_thanks"), buttons=(_own(ref), MENU))
        case Text(text) if len(text) > MOST_TEXT:
            most, used = number(MOST_TEXT, facts.language), number(len(text), facts.language)
            return again(state, say("answer.too_long", most=most, used=used))
        case Text(text):
            return want(state, TellHow(ref, text.strip()))
        case Done("TellHow"):
            return rest(state, say("following.how_passed_on"), buttons=(_own(ref), MENU))
        case Refused("TellHow", _):
            return go(state, f"/mijn {ref}", say("following.how_not_asked"))
    return None


def _own(ref: str) -> Choice:
    return button(f"/mijn {ref}", "see_idea")


TALK = Talk("follow_up", commands={"loopt": begin}, steps={"how": _how, "more": _more})
