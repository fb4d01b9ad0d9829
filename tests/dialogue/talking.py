"""One harness for all talks: a channel as narrow as any, and a restart between every two turns."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.dialogue import engine
from bot.dialogue.events import Choose, Event, Text
from bot.dialogue.replies import Choice, Reply, Say, Words, merged, words_to_json
from bot.dialogue.state import State
from bot.understand import understand
from tests.dialogue.neighbourhood import Neighbourhood, stranger
from texts.render import plain

BUTTONS, BUTTON = 3, 20
ROWS, ROW = 10, 24
MESSAGE = 4096
# A button's value travels with the number of its question in 64 bytes.
DATA = 64
ROUNDS = 5


@dataclass(frozen=True)
class Shown:
    """A message as a person sees it. `turn` numbers the question it holds."""

    reply: Reply
    turn: int
    language: str

    def text(self) -> str:
        return "\n".join(self.words(part) for part in self.reply.says)

    def words(self, part: Say | Words) -> str:
        return plain(words_to_json(part), self.language)

    def label(self, choice: Choice) -> str:
        return self.words(choice.label)


@dataclass
class Conversation:
    """A talk of one person. All that is kept between two turns is `saved`, as JSON text."""

    home: Neighbourhood = field(default_factory=lambda: Neighbourhood(stranger()))
    saved: str = "{}"
    shown: list[Shown] = field(default_factory=list)
    # "talk.step" of each question that was put.
    reached: set[str] = field(default_factory=set)

    @property
    def state(self) -> State:
        return State.from_json(json.loads(self.saved))

    def hear(self, event: Event) -> list[Shown]:
        """One turn: the event, then the outcomes of its wishes. Returns what is shown."""
        events = [understand(event, self.state, self.home.facts.language)]
        replies: list[Reply] = []
        for _ in range(ROUNDS):
            step = engine.step(self.state, events.pop(0), self.home.facts)
            self.saved = json.dumps(step.state.to_json())
            self.reached.add(f"{step.state.talk}.{step.state.step}")
            assert self.state == step.state, "the state does not survive being saved"
            replies += step.replies
            events += [self.home.carry_out(wish) for wish in step.wishes]
            if not events:
                return self._show(replies)
        raise AssertionError("the dialogue keeps wishing")

    def type(self, text: str) -> list[Shown]:
        return self.hear(Text(text))

    def tap(self, label: str, turn: int | None = None) -> list[Shown]:
        """Tap the newest button of this label, or the one under an older question."""
        for shown in reversed(self.shown):
            for choice in shown.reply.choices:
                if shown.label(choice) == label and turn in (None, shown.turn):
                    return self.hear(Choose(choice.value, shown.turn))
        raise AssertionError(f"no button {label!r} was ever shown")

    def _show(self, replies: Sequence[Reply]) -> list[Shown]:
        language, turn = self.home.facts.language, self.state.turn
        shown = [Shown(reply, turn, language) for reply in merged(replies)]
        for one in shown:
            check_narrow(one)
        if shown:
            check_way_on(shown[-1], self.state)
        self.shown += shown
        return shown


def check_narrow(shown: Shown) -> None:
    """Nothing that a channel of three short buttons, or ten short rows, could not show."""
    reply = shown.reply
    assert reply.says, "a message without words"
    assert not (reply.buttons and reply.rows), "buttons and rows in one message"
    assert len(reply.buttons) <= BUTTONS
    assert len(reply.rows) <= ROWS
    assert len(shown.text()) <= MESSAGE
    for choices, length in ((reply.buttons, BUTTON), (reply.rows, ROW)):
        labels = [shown.label(choice) for choice in choices]
        assert all(0 < len(label) <= length for label in labels), labels
        assert len(set(labels)) == len(labels), f"two alike: {labels}"
    for choice in reply.choices:
        assert bool(choice.value) != bool(choice.url)
        assert len(f"{shown.turn}:{choice.value}".encode()) <= DATA, choice.value


def check_way_on(shown: Shown, state: State) -> None:
    """There is always something to choose, and each of it can be typed as well."""
    offered = [choice for choice in shown.reply.choices if choice.value]
    assert offered, "a message without a way on"
    assert list(state.offered) == offered, "what is shown is not what is on offer"
    for number, choice in enumerate(offered, start=1):
        meant = Choose(choice.value, state.turn)
        assert understand(Text(shown.label(choice)), state, shown.language) == meant
        if not state.free:
            assert understand(Text(f"{number}."), state, shown.language) == meant
