"""What people have on their screens, beside what we say that we sent them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.channels.telegram.wire import parts_of
from models.messages.outbox import OutMessage, OutState
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.seen import Seen, seen
from tests.faults.stories import Story

MANY = 200


@dataclass
class Tally:
    """What became of all answers. `lost` were said to be sent, and nobody has them.

    `twice` stand on a screen once more than we wrote them: two sends of one answer, or one that
    was handled twice. An unknown one may stand there once, or not at all.
    """

    answers: int = 0
    states: Counter[OutState] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    @property
    def unknown(self) -> int:
        return self.states[OutState.UNKNOWN]


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
    sent = {one.provider_id: one for one in answers if one.state is OutState.SENT}
    found.lost += [one.dedupe for number, one in sent.items() if number not in heard]
    others = Counter(text for number, text in heard.items() if number not in sent)
    unknown = Counter(_words(one) for one in answers if one.state is OutState.UNKNOWN)
    found.twice += list((others - unknown).elements())


def _words(message: OutMessage) -> str:
    return "".join(part.text for part in parts_of(message.body or {}, "nl"))
