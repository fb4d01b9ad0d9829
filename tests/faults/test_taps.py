"""Buttons pressed ten times at once, too late, weeks later, or as nobody ever made them.

One house for all of it; each test has people of its own.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice

import pytest

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.seen import Wire
from tests.faults import buttons, crowds, effects, orderly, screens, stories, times
from tests.faults.buttons import Presses, Stories
from tests.faults.crowds import TO_AN_IDEA, name_of
from tests.faults.past import Past
from tests.faults.processes import House, a_house

PATIENCE = 900
# As many as one person may press in a minute and be read.
AT_ONCE = 15
# A tap is kept so long for a bot that is away; Telegram's own source says so.
TAP_EXPIRES = 150
Acts = Sequence[tuple[str, Wire]]
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]


@dataclass(frozen=True)
class Town:
    """A house whose processes run, and the Telegram that it talks with."""

    house: House
    fake: FakeTelegram
    server_url: str

    @contextmanager
    def yesterday(self) -> Iterator[Past]:
        """What happens here was before; of its last answers people hear now."""
        with self.house.asleep():
            past = Past(self.house)
            yield past
            past.ends()
        self.waits(lambda: not crowds.unsent(self.house.engine), "all see the button")

    def does(self, acts: Acts) -> None:
        """Let people do all this at once, and wait until everything is answered."""
        wanted = crowds.taken(self.house.engine) + len(acts)
        crowds.speak(self.fake, acts)
        self.waits(partial(self._settled, wanted), "every word had its turn and its answer")

    def press_all(self, presses: Presses) -> None:
        """Everybody presses all of theirs, as many at once as one may."""
        left = {one: iter(data) for one, data in presses.items()}
        while acts := [_old(one, data) for one, more in left.items() for data in _some(more)]:
            times.time_passes(self.house.engine, timedelta(minutes=2), "resident")
            self.does(acts)

    def known(self, people: Sequence[int]) -> Stories:
        found = stories.read(self.house.engine)
        return {one: found[one] for one in people}

    def waits(self, done: Callable[[], bool], what: str) -> None:
        self.house.waits_until(done, PATIENCE, what)

    def _settled(self, updates: int) -> bool:
        engine = self.house.engine
        return crowds.taken(engine) == updates and not crowds.unsent(engine)


def _some(data: Iterator[str]) -> list[str]:
    return list(islice(data, AT_ONCE))


def _old(person: int, data: str) -> tuple[str, Wire]:
    """Telegram does not show a bot what it wrote long ago."""
    return "taps", {"person_id": person, "data": data, "forgotten": True}


@pytest.fixture(scope="module")
def town(server_url: str, running_fake: FakeTelegram) -> Iterator[Town]:
    running_fake.reset()
    with a_house(server_url, running_fake, "taps") as house:
        house.start("run", "--only", "intake,delivery,turns")
        house.start("run", "--only", "turns")
        yield Town(house, running_fake, server_url)


@dataclass(frozen=True)
class Aftermath:
    """What came of many taps. Each list is empty when all is well."""

    taps: int
    answered: int
    changed: Sequence[str]
    silent: Sequence[str]
    failed: Sequence[str]
    parted: Sequence[str]
    wrong: Sequence[str]

    def check(self) -> None:
        for found in (self.changed, self.failed, self.silent, self.parted, self.wrong):
            assert not found, found[0]
        assert self.answered == self.taps

    def told(self) -> str:
        return (
            f"{len(self.changed)} effects, {len(self.failed)} errors; all {self.answered} taps "
            f"answered, {len(self.silent)} of them without a word"
        )


def aftermath(town: Town, people: Sequence[int], act: Callable[[], None]) -> Aftermath:
    """Let it happen, and see."""
    before, counts = effects.effects(town.house.engine), town.fake.answered()
    act()
    town.waits(lambda: _waiting(town.fake) == counts["pressed"] - counts["answered"], "all signs")
    after, known = effects.effects(town.house.engine), town.known(people)
    return Aftermath(
        taps=town.fake.answered()["pressed"] - counts["pressed"],
        answered=town.fake.answered()["answered"] - counts["answered"],
        changed=[table for table, value in after.items() if before[table] != value],
        silent=[one for story in known.values() for one in story.silent()],
        failed=town.house.troubles() + [one for s in known.values() for one in s.set_aside()],
        parted=orderly.differences(town.server_url, town.house, known),
        wrong=screens.tally(town.fake, known).wrong,
    )


def _waiting(fake: FakeTelegram) -> int:
    """Taps that show their little clock, or did so until Telegram gave up."""
    counts = fake.answered()
    return int(counts["pressed"] - counts["answered"])


def test_ten_taps_at_once_do_their_work_once(town: Town, size: Size, note: Note) -> None:
    people = town.fake.crowd(size(10, 500), 1_000_000)
    rng = random.Random(8310)
    with town.yesterday() as past:
        for words in TO_AN_IDEA[:-1]:
            past.said({one: words.format(name_of(one)) for one in people})
    taps = [
        ("taps", {"person_id": one, "label": "Versturen"})
        for one in people
        for _ in range(rng.randint(2, 10))
    ]
    rng.shuffle(taps)
    seen = aftermath(town, people, lambda: town.does(taps))
    ideas = [len(story.ideas) for story in town.known(people).values()]
    assert set(ideas) == {1}
    assert (seen.silent, seen.failed, seen.parted, seen.wrong) == ([], [], [], [])
    assert seen.answered == len(taps)
    note(
        "10 double tap",
        "one effect each, always answered",
        f"{len(people)} people press *Versturen* 2 to 10 times at once: {len(taps)} taps, "
        "2 turn workers",
        f"{sum(ideas)} ideas, one each; all {seen.answered} taps answered",
    )


def test_who_tapped_while_we_were_away_goes_on_by_typing_it(
    town: Town, size: Size, note: Note
) -> None:
    people = town.fake.crowd(size(5, 100), 2_000_000)
    with town.yesterday() as past:
        for words in TO_AN_IDEA[:2]:
            past.said(dict.fromkeys(people, words))
    before = town.fake.answered()
    town.fake.is_down(1)
    crowds.speak(town.fake, [("taps", {"person_id": one, "label": "Ja"}) for one in people])
    town.fake.time_passes(TAP_EXPIRES + 1)
    town.does([crowds.say(one, "Ja") for one in people])
    known, after = town.known(people), town.fake.answered()
    assert after["pressed"] - before["pressed"] == len(people)
    assert after["answered"] == before["answered"]
    assert {len(story.rows) for story in known.values()} == {3}
    assert {story.resident["wijk"] is None for story in known.values()} == {False}
    note(
        "10 taps that expired",
        "the same can be typed",
        f"{len(people)} taps older than {TAP_EXPIRES} s when the bot can be reached again",
        f"none came; {len(people)} typed the label and came as far as the tap would have led",
    )


def test_buttons_of_a_month_do_nothing_any_more(town: Town, size: Size, note: Note) -> None:
    people, days = town.fake.crowd(size(4, 60), 3_000_000), size(1, 30)
    with town.yesterday() as past:
        buttons.a_month(past, people, random.Random(8311), days)
    presses = {
        one: buttons.old(story)[: size(AT_ONCE, 10_000)]
        for one, story in town.known(people).items()
    }
    seen = aftermath(town, people, lambda: town.press_all(presses))
    seen.check()
    note(
        "10 old buttons",
        "0 effects, always answered, 0 errors",
        f"{len(people)} people press again what they saw in {days} days: {seen.taps} taps",
        seen.told(),
    )


def test_what_nobody_offered_cannot_be_chosen(town: Town, size: Size, note: Note) -> None:
    people, rng = town.fake.crowd(size(6, 667), 4_000_000), random.Random(8312)
    with town.yesterday() as past:
        buttons.a_month(past, people, rng, days=2)
    presses = buttons.forged(town.known(people), rng, size(6 * AT_ONCE, 10_000))
    seen = aftermath(town, people, lambda: town.press_all(presses))
    seen.check()
    note(
        "10 tampered callback data",
        "0 effects, always answered, 0 errors",
        f"{seen.taps} mutations of buttons, their own and others', by {len(people)} people",
        seen.told(),
    )
