"""Buttons of weeks ago, and buttons that nobody ever made: an answer each, and no effect."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import chain, islice

from bot.channels.telegram.wire import keyboard
from bot.dialogue.state import State
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.seen import Wire
from tests.faults import crowds, effects, orderly, stories, times
from tests.faults.crowds import TO_AN_IDEA, name_of
from tests.faults.past import Past
from tests.faults.processes import House, a_house
from tests.faults.stories import Story

PATIENCE = 900
# As many as one person may press in a minute and be read.
AT_ONCE = 15
# These mean what they say whenever they are pressed, and ask nothing before they do it.
AT_ONE_WORD = ("/stop", "/taal")
WORDS = ("/nieuw begin", "/opgaven", "/kan", "/mijn", "/instellingen", "/help", "/wijk", "/start")
ODD = (
    "",
    " ",
    ":",
    "0:",
    "-1:yes",
    "%s",
    "\u0000",
    "\u202e",
    "é",
    "😀",
    "{}",
    "' OR 1=1 --",
    "yes",
)
VALUES = ("yes", "no", "send", "on", "off", "a:0", "e:idea", "c:x", "p:9", "back", "keep")
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]
Stories = Mapping[int, Story]
Presses = Mapping[int, Sequence[str]]


def a_month(house: House, people: Sequence[int], rng: random.Random, days: int) -> None:
    """Everybody sends an idea, and then looks around: some buttons a day, some words."""
    past = Past(house)
    for words in TO_AN_IDEA:
        past.said({one: words.format(name_of(one)) for one in people})
    for _ in range(days):
        past.said({one: rng.choice(WORDS) for one in people})
        past.pressed({one: _something(state, rng) for one, state in past.states().items()})
    past.said(dict.fromkeys(people, "/menu"))
    past.ends()


def _something(state: State, rng: random.Random) -> str:
    """A button of the present question. Nobody erases themselves, or stops all messages."""
    never = (*AT_ONE_WORD, "/verwijder")
    fine = [choice.value for choice in state.offered if not choice.value.startswith(never)]
    return f"{state.turn}:{rng.choice(fine)}"


def old_buttons(story: Story) -> list[str]:
    """All that was ever under a message to them, but for what the last one holds."""
    boards = [keyboard(one.body or {}, "nl", one.id) or {} for one in story.messages[:-1]]
    keys = chain(*(chain(*board.get("inline_keyboard", ())) for board in boards))
    data = dict.fromkeys(key["callback_data"] for key in keys if "callback_data" in key)
    return [one for one in data if not one.partition(":")[2].startswith(AT_ONE_WORD)]


def forged(known: Stories, rng: random.Random) -> Iterator[tuple[int, str]]:
    """For one person after the other something that was never under a message to them."""
    buttons = {chat: old_buttons(story) for chat, story in known.items()}
    while True:
        for chat, story in known.items():
            other = rng.choice([one for one in known.values() if one is not story] or [story])
            data = _changed(rng.choice(buttons[chat] + _of(other)), rng)
            if _harmless(data, story):
                yield chat, data


def _of(other: Story) -> list[str]:
    """What somebody else may press: about their idea, and their present question."""
    acts = ("/mijn", "/antwoord", "/akkoord", "/intrekken")
    turn = other.state["turn"]
    about = [f"{turn}:{act} {ref}" for act in acts for ref in other.refs]
    return [*about, *(f"{turn}:{one['value']}" for one in other.state["question"]["rows"])]


def _changed(data: str, rng: random.Random) -> str:
    """The same with a character or two changed, taken away or put in; cut; or with another turn."""
    at, odd = rng.randrange(len(data) + 1), rng.choice(ODD)
    turn, _, value = data.partition(":")
    return rng.choice(
        (
            data,
            data[:at] + odd + data[at:],
            data[:at] + odd + data[at + 1 :],
            data[:at] + chr(rng.randrange(32, 127)) + data[at + 1 :],
            data[:at],
            data[at:],
            data[::-1],
            data.upper(),
            f"{turn}:{value}:{value}",
            f"{rng.choice((-1, 0, 9**17, 10**18, 10**30))}:{value}",
            f"{turn}:{rng.choice(VALUES)}",
            odd,
        )
    )


def _harmless(data: str, story: Story) -> bool:
    """Nothing that they may well do: choose what is on offer, or say a word that acts at once.

    A forger who writes `/stop` for himself does what he could have typed.
    """
    turn, _, value = data.partition(":")
    now = int(story.state["turn"])
    near = turn.strip().isdecimal() and now <= int(turn) <= now + 10_000
    acts = any(word in one.lower() for one in (data, value) for word in (*AT_ONE_WORD, "/verw"))
    return not acts and (not near or value.startswith("/"))


def forgeries(known: Stories, rng: random.Random, count: int) -> Presses:
    """So many in all, shared out evenly."""
    made: dict[int, list[str]] = {chat: [] for chat in known}
    for chat, data in islice(forged(known, rng), count):
        made[chat].append(data)
    return made


def press_all(house: House, fake: FakeTelegram, presses: Presses) -> None:
    """Everybody presses all of theirs, as many at once as one may."""
    wanted = crowds.taken(house.engine)
    left = {one: iter(data) for one, data in presses.items()}
    while acts := [_tap(one, data) for one, more in left.items() for data in islice(more, AT_ONCE)]:
        times.time_passes(house.engine, timedelta(minutes=2), "resident")
        fake.do_many(acts)
        wanted += len(acts)
        house.waits_until(
            partial(_taken, house, wanted), PATIENCE, "every tap had its turn and its answer"
        )


def _taken(house: House, updates: int) -> bool:
    return crowds.taken(house.engine) == updates and not crowds.unsent(house.engine)


def _tap(person: int, data: str) -> tuple[str, Wire]:
    """Telegram does not show a bot what it wrote long ago."""
    return "taps", {"person_id": person, "data": data, "forgotten": True}


@dataclass(frozen=True)
class Aftermath:
    """What came of a great many taps."""

    taps: int
    answered: int
    changed: Sequence[str]
    silent: Sequence[str]
    failed: Sequence[str]
    parted: Sequence[str]

    def check(self) -> None:
        assert not self.changed, self.changed
        assert not self.failed, self.failed[0]
        assert not self.silent, self.silent[0]
        assert not self.parted, self.parted[0]
        assert self.answered == self.taps

    def told(self) -> str:
        return (
            f"{len(self.changed)} effects, {len(self.failed)} errors; all {self.answered} taps "
            f"answered, {len(self.silent)} of them without a word"
        )


def aftermath(
    server_url: str, fake: FakeTelegram, house: House, choose: Callable[[Stories], Presses]
) -> Aftermath:
    """Let everybody press what `choose` gives them, and see."""
    house.start("run", "--only", "intake,delivery,turns")
    house.waits_until(lambda: not crowds.unsent(house.engine), PATIENCE, "all see the menu")
    presses, before = choose(stories.read(house.engine)), effects.effects(house.engine)
    press_all(house, fake, presses)
    house.waits_until(
        lambda: fake.answered()["answered"] == fake.answered()["pressed"],
        PATIENCE,
        "no tap waits for its sign",
    )
    after, known = effects.effects(house.engine), stories.read(house.engine)
    return Aftermath(
        taps=sum(map(len, presses.values())),
        answered=fake.answered()["answered"],
        changed=[table for table, value in after.items() if before[table] != value],
        silent=[one for story in known.values() for one in story.silent()],
        failed=house.troubles() + [one for story in known.values() for one in story.set_aside()],
        parted=orderly.differences(server_url, house, known),
    )


def test_buttons_of_a_month_do_nothing_any_more(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    people, rng = fake.crowd(size(3, 60)), random.Random(8311)
    days = size(1, 30)
    with a_house(server_url, fake, "oldtaps") as house:
        a_month(house, people, rng, days)
        seen = aftermath(
            server_url, fake, house, lambda known: {c: old_buttons(s) for c, s in known.items()}
        )
    seen.check()
    note(
        "10 old buttons",
        "0 effects, always answered, 0 errors",
        f"all buttons of {days} days pressed again by {len(people)} people: {seen.taps} taps",
        seen.told(),
    )


def test_what_nobody_offered_cannot_be_chosen(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    people, rng = fake.crowd(size(5, 334)), random.Random(8312)
    with a_house(server_url, fake, "forged") as house:
        a_month(house, people, rng, days=2)
        seen = aftermath(
            server_url, fake, house, lambda known: forgeries(known, rng, size(60, 10_000))
        )
    seen.check()
    note(
        "10 tampered callback data",
        "0 effects, always answered, 0 errors",
        f"{seen.taps} mutations of buttons, their own and others', by {len(people)} people",
        seen.told(),
    )
