"""What people have on their screens, beside what we say that we sent them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bot.channels.telegram.wire import parts_of
from models.messages.merging import merged
from models.messages.outbox import OutMessage, OutState
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.seen import Seen, seen
from tests.faults.stories import Story
from texts.catalogue import LANGUAGES

MANY = 200


@dataclass
class Tally:
    """What became of all answers. Several of one person may travel in one message.

    `lost` were said to be sent, and nobody has them; `other` stand there with other words than
    we wrote. `twice` are on a screen once more than we sent them: an unknown message may be
    there once, or not at all.
    """

    answers: int = 0
    states: Counter[OutState] = field(default_factory=Counter)
    unknown: int = 0
    lost: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        return self.lost + self.other + self.twice


def shown(fake: FakeTelegram, chats: Iterable[int]) -> Iterator[tuple[int, list[Seen]]]:
    """Each chat with what stands in it, oldest first."""
    left = iter(chats)
    while some := list(islice(left, MANY)):
        found = fake.do_many([("chat", {"chat_id": one}) for one in some])
        for chat, one in zip(some, found, strict=True):
            yield chat, [seen(post) for post in one["posts"] if not post["deleted"]]


def tally(fake: FakeTelegram, stories: Mapping[int, Story]) -> Tally:
    """Hold what we wrote against what stands on every screen."""
    found = Tally()
    for chat, posts in shown(fake, stories):
        heard = {one.message_id: one.text for one in posts if one.by_bot}
        _compare(found, stories[chat].messages, heard)
    return found


def _compare(found: Tally, answers: Sequence[OutMessage], heard: Mapping[int, str]) -> None:
    found.answers += len(answers)
    found.states.update(one.state for one in answers)
    sent = _together(answers, OutState.SENT, lambda one: one.provider_id)
    for number, rows in sent.items():
        if number not in heard:
            found.lost += [one.dedupe for one in rows]
        elif heard[number] not in _words(rows):
            found.other.append(f"{rows[0].dedupe}: {heard[number]}")
    unknown = _together(answers, OutState.UNKNOWN, lambda one: one.claimed_at)
    found.unknown += len(unknown)
    perhaps = [_words(rows) for rows in unknown.values()]
    for number in heard.keys() - sent.keys():
        fits = next((words for words in perhaps if heard[number] in words), None)
        if fits is None:
            found.twice.append(heard[number])
        else:
            perhaps.remove(fits)


def _together(
    answers: Sequence[OutMessage], state: OutState, by: Callable[[OutMessage], Any]
) -> Mapping[Any, list[OutMessage]]:
    """Those of this state, by the message in which they travelled."""
    found: dict[Any, list[OutMessage]] = {}
    for one in answers:
        if one.state is state:
            found.setdefault(by(one), []).append(one)
    return found


def _words(rows: Sequence[OutMessage]) -> set[str]:
    """What is read of these, in one message, in either language."""
    body = merged([row.body or {} for row in rows])
    return {"".join(part.text for part in parts_of(body, one)) for one in LANGUAGES}
