"""What one event makes of a conversation, and the few ways in which a talk answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.choices import onward
from bot.dialogue.events import Event
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Choice, Reply, Say, Words
from bot.dialogue.state import State
from bot.dialogue.wishes.wish import Wish


@dataclass(frozen=True)
class Step:
    """The new state, what is said, what is wanted. `go` is a command to go on with at once."""

    state: State
    replies: tuple[Reply, ...] = ()
    wishes: tuple[Wish, ...] = ()
    go: str = ""


# A step of a talk takes an event, or gives None: this is no answer to my question.
Take = Callable[[State, Event, Facts], Step | None]
# A command begins a talk, with what was typed behind it.
Begin = Callable[[State, str, Facts], Step]


@dataclass(frozen=True)
class Talk:
    """One conversation: the commands that begin it, and its steps by name."""

    name: str
    commands: Mapping[str, Begin] = field(default_factory=dict)
    steps: Mapping[str, Take] = field(default_factory=dict)


def ask(
    state: State,
    where: str,
    reply: Reply,
    *,
    free: bool = False,
    data: Mapping[str, Any] | None = None,
) -> Step:
    """Put the question of step `where` ("talk.step"). It becomes the present question.

    The talk's data stay as they were while the talk does, unless new ones are given.
    """
    talk, step = where.split(".")
    kept = state.data if talk == state.talk else {}
    asked = replace(
        state,
        talk=talk,
        step=step,
        turn=state.turn + 1,
        question=reply,
        free=free,
        data=kept if data is None else dict(data),
        misses=0,
    )
    return Step(asked, (reply,))


def again(state: State, *says: Say | Words) -> Step:
    """Say something, then put the present question again: its buttons still hold."""
    if state.question is None:
        return Step(state, _replies(says), go="/start")
    question = replace(state.question, says=says + state.question.says)
    return Step(state, (question,))


def go(state: State, command: str, *says: Say | Words) -> Step:
    return Step(state, _replies(says), go=command)


def want(state: State, *wishes: Wish) -> Step:
    """Say nothing yet: the outcome is the next event, and this same step takes it."""
    return Step(state, wishes=wishes)


def seek(state: State, where: str, *wishes: Wish) -> Step:
    """Want something before there is a question: step `where` ("talk.step") takes the outcome."""
    talk, step = where.split(".")
    return want(replace(state, talk=talk, step=step, free=False, data={}), *wishes)


def rest(
    state: State,
    *says: Say | Words,
    buttons: tuple[Choice, ...] = (),
    rows: tuple[Choice, ...] = (),
    place: tuple[float, float, str] | None = None,
) -> Step:
    """Say the last of a talk, with a way on, and wait for whatever comes."""
    way_on = () if rows else buttons or onward(state)
    return ask(state, "menu.menu", Reply(says, way_on, rows, place=place), data={})


def _replies(says: tuple[Say | Words, ...]) -> tuple[Reply, ...]:
    return (Reply(says),) if says else ()
