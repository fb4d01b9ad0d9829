"""Texts and taps of one person change places on their way: every talk is still a talk.

What a person's updates came to is what they come to one after another, in the order in which we
took them. So no order, however odd, leads where an orderly talk could not have come.
"""

import random
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from models.messages.inbox import InboxRow
from tests.fake_telegram.client import FakeTelegram
from tests.faults import crowds, orderly, screens, stories, times
from tests.faults.past import Past
from tests.faults.processes import House, a_house
from tests.faults.stories import Story
from tests.faults.walkers import Walkers
from texts.catalogue import LANGUAGES
from texts.render import text

PATIENCE = 600
SEED = 8302
MENU = {text("menu.what", language) for language in LANGUAGES}
Size = Callable[[int, int], int]


def settle(house: House, walkers: Walkers) -> None:
    """Until all that was said was taken, and everybody sees the answers."""
    updates = walkers.updates
    house.waits_until(
        lambda: crowds.taken(house.engine) == updates, PATIENCE, "every word had its turn"
    )
    house.waits_until(lambda: not crowds.unsent(house.engine), PATIENCE, "all is answered")


def talk_in_disorder(
    house: House, fake: FakeTelegram, walkers: Walkers, waves: int
) -> frozenset[int]:
    """Which updates came in the order of their own queue, at least."""
    in_order: list[int] = []
    settle(house, walkers)
    for wave in range(waves):
        # By turns: other queues first, or even the words of one queue in any order.
        across = wave % 2 == 0
        fake.do("disorder", shuffle="across" if across else "within")
        # Who does so much in a minute would not be read on: between two waves they rest.
        times.time_passes(house.engine, timedelta(minutes=2), "resident")
        walkers.go_on(fake)
        settle(house, walkers)
        in_order += walkers.done[-1] if across else []
    fake.do("disorder", shuffle="none")
    return frozenset(in_order)


def misplaced(rows: Iterable[InboxRow]) -> int:
    """How many of these were taken after one that was done later."""
    found = latest = 0
    for row in rows:
        found += int(row.update_id) < latest
        latest = max(latest, int(row.update_id))
    return found


def overtaken(story: Story, updates: Collection[int]) -> int:
    """How many of these updates were taken before an earlier one of their own queue.

    Of a place that was used nothing is kept, so nobody can say which queue it came from.
    """
    mine = [row for row in story.rows if row.body and int(row.update_id) in updates]
    taps = [row for row in mine if b'"callback_query"' in (row.body or b"")]
    return misplaced(taps) + misplaced(row for row in mine if row not in taps)


def everybody_goes_on(house: House, fake: FakeTelegram, walkers: Walkers) -> int:
    """After all this, who asks for the menu gets it. How many do not."""
    walkers.all_say(fake, "/menu")
    settle(house, walkers)
    last = {chat: posts[-1] for chat, posts in screens.shown(fake, walkers.people)}
    return sum(one.text not in MENU for one in last.values())


def test_any_order_leads_where_an_orderly_talk_could_come(
    server_url: str, fake: FakeTelegram, size: Size, note: Callable[[str, str, str, str], None]
) -> None:
    walkers = Walkers(fake.crowd(size(15, 2_000)), random.Random(SEED))
    with a_house(server_url, fake, "disorder") as house:
        walkers.begin(Past(house))
        house.start("run", "--only", "intake,delivery,turns")
        house.start("run", "--only", "turns")
        in_order = talk_in_disorder(house, fake, walkers, waves=size(3, 12))
        stuck = everybody_goes_on(house, fake, walkers)
        for process in list(house.running):
            assert house.stop(process) == 0
        known = stories.read(house.engine)
        seen = screens.tally(fake, known)
        parted = orderly.differences(server_url, house, known)
        failed = house.troubles() + [one for story in known.values() for one in story.set_aside()]
    moved = sum(misplaced(story.rows) for story in known.values())
    ideas = sum(len(story.ideas) for story in known.values())
    assert moved > 0
    assert sum(overtaken(story, in_order) for story in known.values()) == 0
    assert not failed, failed[0]
    assert not parted, parted[0]
    assert (stuck, seen.wrong, seen.unknown) == (0, [], 0)
    note(
        "02 order shuffled within and across a person's two queues",
        "every talk ends in a state that an orderly one could reach; 0 errors",
        f"{len(known)} talks of {walkers.updates} updates ({walkers.pressed} taps), "
        f"{moved} of them taken after a later one",
        f"{len(known) - len(parted)} end as the same words in that order do; {len(failed)} "
        f"errors; {ideas} ideas sent; {len(known) - stuck} get the menu when they ask for it",
    )
