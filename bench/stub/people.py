"""The people behind the stub: each says the next thing once the last was answered."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Later = Callable[[float, Callable[[], None]], object]


@dataclass(frozen=True)
class Line:
    """One step of a talk: the update that a person makes, and what Telegram says of the answer.

    Both are JSON with `@CHAT@` and `@ID@` in the places of their numbers.
    """

    update: bytes
    sent: bytes


@dataclass
class Crowd:
    """`width` people talk at once; who is done makes room for the next, until `left` is nobody.

    `think`: seconds between hearing an answer and saying the next thing.
    """

    lines: Sequence[Line]
    later: Later
    wake: Callable[[], None] = lambda: None
    think: float = 0.0
    left: int = 0
    next_chat: int = 0
    next_update: int = 1
    waiting: deque[tuple[int, bytes]] = field(default_factory=deque)
    at: dict[int, int] = field(default_factory=dict)
    said: dict[int, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    done: int = 0

    def come(self, talks: int, width: int, first_chat: int, think: float) -> None:
        """Let `talks` new people come, numbered from `first_chat`."""
        self.left, self.next_chat, self.think = talks, first_chat, think
        self.took.clear()
        for _ in range(min(width, talks)):
            self._enter()
        self.wake()

    def updates(self, offset: int) -> list[bytes]:
        """What Telegram hands out for this offset: it forgets what that confirms."""
        while self.waiting and self.waiting[0][0] < offset:
            self.waiting.popleft()
        return [update for _, update in list(self.waiting)[:100]]

    def heard(self, chat: int) -> Line | None:
        """This chat got a message. Gives the line that it answered, if it was in a talk."""
        at = self.at.get(chat)
        if at is None or chat not in self.said:
            return None
        self.took.append(time.perf_counter() - self.said.pop(chat))
        if at + 1 < len(self.lines):
            self.at[chat] = at + 1
            self._soon(chat)
        else:
            self._leave(chat)
        return self.lines[at]

    def _enter(self) -> None:
        self.left -= 1
        self.at[self.next_chat] = 0
        self._say(self.next_chat)
        self.next_chat += 1

    def _leave(self, chat: int) -> None:
        del self.at[chat]
        self.done += 1
        if self.left > 0:
            self._enter()
            self.wake()

    def _soon(self, chat: int) -> None:
        if self.think:
            self.later(self.think, lambda: self._say_and_wake(chat))
        else:
            self._say_and_wake(chat)

    def _say_and_wake(self, chat: int) -> None:
        self._say(chat)
        self.wake()

    def _say(self, chat: int) -> None:
        number, self.next_update = self.next_update, self.next_update + 1
        update = self.lines[self.at[chat]].update
        self.waiting.append((number, numbered(update, chat, number)))
        self.said[chat] = time.perf_counter()


def numbered(form: bytes, chat: int, number: int) -> bytes:
    return form.replace(b"@CHAT@", b"%d" % chat).replace(b"@ID@", b"%d" % number)
