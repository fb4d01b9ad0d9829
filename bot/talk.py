"""One person's words through the dialogue: step, carry out its wishes, keep the new state."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bot.carrying import Who, carry_out
from bot.dialogue import engine
from bot.dialogue.events import Choose, Event, Text
from bot.dialogue.facts import Facts, Plan
from bot.dialogue.replies import Reply, merged
from bot.dialogue.state import State
from bot.facts.mine import About, load_about
from bot.speaking import Said, to_message
from bot.understand import understand
from models.messages.conversations import Conversation
from models.messages.inbox import InboxRow
from models.people.residents import Address

# A wish whose outcome wishes again, and so on: more rounds than this is a mistake of ours.
MAX_ROUNDS = 5
# How the values of a check-in's buttons begin (`bot/dialogue/talks/checkin.py`).
CHECK_IN_ANSWER = "a:"


class TooManyRounds(Exception):
    """The dialogue keeps wishing. The turn fails, and is set aside after three tries."""


@dataclass
class Talk:
    """Everything that one turn needs."""

    row: InboxRow
    address: Address
    about: About
    conversation: Conversation | None
    plan: Plan
    now: datetime
    # The newest message of this talk may not have arrived.
    in_doubt: bool = False

    @property
    def who(self) -> Who:
        return Who(self.about.resident, self.address, self.row)

    @property
    def facts(self) -> Facts:
        return self.about.facts(self.address.channel, self.plan, self.now)


def talk(session: Session, turn: Talk, event: Event) -> Sequence[Said]:
    """The replies to one event; its effects and the new state are written to the session."""
    state = State.from_json(turn.conversation.state if turn.conversation else {})
    replies: list[Reply] = []
    heard = understand(event, state, turn.facts.language)
    if isinstance(heard, Choose) and heard.value.startswith(CHECK_IN_ANSWER):
        # Pressed once more, or too late, it still says what they answered.
        turn.row.body = None
    if turn.in_doubt and isinstance(heard, Text) and state.question is not None:
        # What they type is perhaps no answer to a question that they perhaps never saw.
        step = engine.repeat(state, turn.facts)
        _remember(session, turn, step.state)
        return _said(turn, step.replies, step.state)
    events = deque([heard])
    for _ in range(MAX_ROUNDS):
        step = engine.step(state, events.popleft(), turn.facts)
        state = step.state
        replies.extend(step.replies)
        for wish in step.wishes:
            events.append(carry_out(session, wish, turn.who, turn.now))
            turn.about = load_about(session, [turn.about.resident.id])[turn.about.resident.id]
        if not events:
            _remember(session, turn, state)
            return _said(turn, replies, state)
    raise TooManyRounds(f"{MAX_ROUNDS} rounds")


def _said(turn: Talk, replies: Sequence[Reply], state: State) -> list[Said]:
    return [
        Said(turn.address.id, f"in:{turn.row.id}:{index}", to_message(reply, state.turn))
        for index, reply in enumerate(merged(replies))
    ]


def _remember(session: Session, turn: Talk, state: State) -> None:
    version = turn.conversation.version + 1 if turn.conversation else 1
    kept = {"state": state.to_json(), "version": version, "changed_at": turn.now}
    session.execute(
        insert(Conversation)
        .values(address_id=turn.address.id, **kept)
        .on_conflict_do_update(index_elements=[Conversation.address_id], set_=kept)
    )
