"""One person's words through the dialogue: step, carry out its wishes, and what came of it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.carrying.wishes import Wishes
from bot.dialogue import alarm, engine
from bot.dialogue.events import Choose, Event, Text
from bot.dialogue.facts import Facts, Plan
from bot.dialogue.progress import reached
from bot.dialogue.replies import Reply, merged
from bot.dialogue.state import State
from bot.dialogue.wishes.checkins import AnswerCheckIn
from bot.dialogue.wishes.finding import FindNearby
from bot.dialogue.wishes.me import Locate
from bot.dialogue.wishes.wish import Wish
from bot.facts.mine import About
from bot.speaking import Said, to_message
from bot.understand import understand
from models.keys import Sealed, WrongKey, open_json, seal_json
from models.messages.taking import Waiting

# A wish whose outcome wishes again, and so on: more rounds than this is a mistake of ours.
MAX_ROUNDS = 5
# How the values of a check-in's buttons begin (`bot/dialogue/talks/checkin.py`).
CHECK_IN_ANSWER = "a:"


class TooManyRounds(Exception):
    """The dialogue keeps wishing. The turn fails, and is set aside after three tries."""


@dataclass(frozen=True)
class Turn:
    """Everything that one turn needs. `in_doubt`: their newest message may not have arrived."""

    row: Waiting
    about: About
    plan: Plan
    now: datetime
    today: date
    in_doubt: bool

    def facts(self, about: About) -> Facts:
        return about.facts(self.row.channel, self.plan, self.today)


@dataclass(frozen=True)
class Talked:
    """What came of it. `forget`: the raw words hold what must not be kept beside who said it.
    `reached`: the steps that a proposal came to.
    """

    said: Sequence[Said]
    state: Sealed
    about: About
    forget: bool
    reached: Sequence[str] = ()


def talk(session: Session, turn: Turn, event: Event) -> Talked:
    """The replies to one event, and the new state. Other effects are written to the session."""
    state = _state(turn.row)
    heard = understand(event, state, turn.about.choices.language)
    unseen = turn.in_doubt and isinstance(heard, Text) and state.question is not None
    if unseen and not alarm.heard(heard):
        # What they type is perhaps no answer to a question that they perhaps never saw.
        step = engine.repeat(state, turn.facts(turn.about))
        return _talked(turn, step.state, step.replies, turn.about, forget=False)
    # Pressed once more, or too late, it still says what they answered.
    forget = isinstance(heard, Choose) and heard.value.startswith(CHECK_IN_ANSWER)
    with Wishes(session, turn.row, turn.about, turn.plan, turn.now) as wishes:
        talked, after = _rounds(turn, state, heard, wishes, forget)
        return replace(talked, reached=reached(state.draft, after.draft))


def _rounds(
    turn: Turn, state: State, heard: Event, wishes: Wishes, forget: bool
) -> tuple[Talked, State]:
    """Each outcome of a wish is the next event, until nothing more is wished."""
    replies: list[Reply] = []
    events = deque([heard])
    for _ in range(MAX_ROUNDS):
        step = engine.step(state, events.popleft(), turn.facts(wishes.about))
        state = step.state
        replies.extend(step.replies)
        for wish in step.wishes:
            forget = forget or _holds_secrets(wish)
            events.append(wishes.carry_out(wish))
        if not events:
            return _talked(turn, state, replies, wishes.about, forget=forget), state
    raise TooManyRounds(f"{MAX_ROUNDS} rounds")


def _holds_secrets(wish: Wish) -> bool:
    """A place is used once; an answer to a check-in is not kept beside who gave it."""
    return isinstance(wish, Locate | FindNearby | AnswerCheckIn)


def _state(row: Waiting) -> State:
    """What does not open is lost, and said to be; the next question has a number of its own."""
    if row.state is None:
        return State()
    try:
        return State.from_json(open_json(row.state))
    except (WrongKey, ValueError):
        return State.from_json({"turn": row.version})


def _talked(
    turn: Turn, state: State, replies: Sequence[Reply], about: About, *, forget: bool
) -> Talked:
    said = [
        Said(turn.row, f"in:{turn.row.id}:{index}", seal_json(to_message(reply, state.turn)))
        for index, reply in enumerate(merged(replies))
    ]
    return Talked(said, seal_json(state.to_json()), about, forget)
