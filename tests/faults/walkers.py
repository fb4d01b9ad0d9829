"""People who do several things at once: type ahead, press what they see, press what is long past.

What they press is what stands on their screen, so a talk may come to any step. All of it comes
from one seed.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.seen import Seen, Wire
from tests.faults.crowds import TO_AN_IDEA, name_of, say
from tests.faults.past import Past
from tests.faults.screens import shown

# What leads on to an idea that is sent. Who only wanders seldom comes that far.
ONWARD = (
    "Ja",
    "Overslaan",
    "Zonder naam",
    "Klaar",
    "Ontmoeten",
    "Nee, ik begin meteen",
    "Ik heb een idee",
    "Verder met mijn idee",
    "Versturen",
)
WORDS = ("8022", "8014", "ja", "nee", "1", "2", "terug", "menu", "/nieuw begin", "/mijn", "/help")
# Erasing takes away the words by which a story could be told again.
NEVER = ("/verwijder",)

Act = tuple[str, Wire]


@dataclass(frozen=True)
class Button:
    """A button on somebody's screen."""

    message_id: int
    label: str
    data: str


def buttons(posts: Sequence[Seen]) -> Iterator[Button]:
    """All that can be pressed, newest message first."""
    for one in reversed(posts):
        rows = one.message.get("reply_markup", {}).get("inline_keyboard", [])
        for key in chain(*rows):
            data = key.get("callback_data", "")
            if data and not any(never in data for never in NEVER):
                yield Button(one.message_id, key["text"], data)


def tap(person: int, button: Button) -> Act:
    given = {"person_id": person, "data": button.data, "message_id": button.message_id}
    return "taps", given


@dataclass
class Walkers:
    """A crowd with a seed. `acts` are what they do before they see what came of it."""

    people: Sequence[int]
    rng: random.Random
    before: int = 0
    said: int = 0
    pressed: int = 0
    done: list[list[int]] = field(default_factory=list)

    @property
    def updates(self) -> int:
        """How many came of all that they did."""
        return self.before + sum(map(len, self.done))

    def begin(self, past: Past) -> None:
        """Everybody came somewhere on the way to an idea."""
        came = {one: self.rng.randint(1, len(TO_AN_IDEA) - 1) for one in self.people}
        for number, words in enumerate(TO_AN_IDEA):
            past.said({one: words.format(name_of(one)) for one in came if came[one] > number})
        past.ends()
        self.before = sum(came.values())

    def all_say(self, fake: FakeTelegram, words: str) -> None:
        self._do(fake, [say(one, words) for one in self.people])

    def go_on(self, fake: FakeTelegram, most: int = 3) -> None:
        """Everybody does one to `most` things, by what stands on their screen now."""
        acts: list[Act] = []
        for person, posts in shown(fake, self.people):
            on_screen = list(buttons(posts))
            acts += [self._act(person, on_screen) for _ in range(self.rng.randint(1, most))]
        self._do(fake, acts)

    def _act(self, person: int, on_screen: Sequence[Button]) -> Act:
        if on_screen and self.rng.random() < 0.7:
            return tap(person, self._button(on_screen))
        self.said += 1
        words = f"Idee {self.said} van {name_of(person)}"
        return say(person, words if self.rng.random() < 0.7 else self.rng.choice(WORDS))

    def _button(self, on_screen: Sequence[Button]) -> Button:
        """Mostly one of the newest message, and of those mostly what leads on."""
        newest = [one for one in on_screen if one.message_id == on_screen[0].message_id]
        onward = [one for one in newest if one.label in ONWARD]
        some = self.rng.choice((onward, onward, onward, newest, on_screen))
        return self.rng.choice(some or newest)

    def _do(self, fake: FakeTelegram, acts: Sequence[Act]) -> None:
        """Note which updates came of it: those of one call are those that may change places."""
        self.pressed += sum(name == "taps" for name, _ in acts)
        done = fake.do_many(list(acts))
        lists = [each if isinstance(each, list) else [each] for each in done]
        self.done.append(list(chain(*lists)))
