"""Buttons pressed ten times at once, and buttons pressed while nobody was there to hear it."""

import random
from collections.abc import Callable, Sequence

from tests.fake_telegram.client import FakeTelegram
from tests.faults import crowds, orderly, screens, stories
from tests.faults.crowds import TO_AN_IDEA, name_of
from tests.faults.past import Past
from tests.faults.processes import House, a_house

PATIENCE = 600
# A tap is kept so long for a bot that is away; Telegram's own source says so.
TAP_EXPIRES = 150
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]


def came_to(house: House, people: Sequence[int], words: Sequence[str]) -> None:
    """All of them said this before; its last answer they are still to hear."""
    past = Past(house)
    for one in words:
        past.said({person: one.format(name_of(person)) for person in people})
    past.ends()


def all_answered(house: House, fake: FakeTelegram, updates: int) -> None:
    house.waits_until(
        lambda: crowds.taken(house.engine) == updates, PATIENCE, "every tap had its turn"
    )
    house.waits_until(lambda: not crowds.unsent(house.engine), PATIENCE, "all is sent")
    house.waits_until(
        lambda: fake.answered()["answered"] == fake.answered()["pressed"],
        PATIENCE,
        "no tap waits for its sign",
    )


def test_ten_taps_at_once_do_their_work_once(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    people, rng = fake.crowd(size(10, 500)), random.Random(8310)
    presses = {one: rng.randint(2, 10) for one in people}
    taps = [
        ("taps", {"person_id": one, "label": "Versturen"})
        for one, times in presses.items()
        for _ in range(times)
    ]
    rng.shuffle(taps)
    said = TO_AN_IDEA[:-1]
    with a_house(server_url, fake, "taps") as house:
        came_to(house, people, said)
        house.start("run", "--only", "intake,delivery,turns")
        house.start("run", "--only", "turns")
        house.waits_until(lambda: not crowds.unsent(house.engine), PATIENCE, "all see the button")
        fake.do_many(taps)
        all_answered(house, fake, len(people) * len(said) + len(taps))
        known = stories.read(house.engine)
        seen = screens.tally(fake, known)
        parted = orderly.differences(server_url, house, known)
    ideas = {chat: len(story.ideas) for chat, story in known.items()}
    assert set(ideas.values()) == {1}, ideas
    assert not parted, parted[0]
    assert not seen.wrong, seen.wrong[0]
    assert not [one for story in known.values() for one in story.silent()]
    note(
        "10 double tap",
        "one effect each, always answered",
        f"{len(people)} people press *Versturen* 2 to 10 times at once: {len(taps)} taps, "
        "2 turn workers",
        f"{sum(ideas.values())} ideas, one each; all {fake.answered()['answered']} taps answered",
    )


def test_who_tapped_while_we_were_away_goes_on_by_typing_it(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    people = fake.crowd(size(5, 100))
    with a_house(server_url, fake, "latetaps") as house:
        came_to(house, people, TO_AN_IDEA[:2])
        bot = house.start("run", "--only", "delivery")
        house.waits_until(lambda: not crowds.unsent(house.engine), PATIENCE, "all see the button")
        house.stop(bot)
        fake.do_many([("taps", {"person_id": one, "label": "Ja"}) for one in people])
        fake.time_passes(TAP_EXPIRES + 1)
        house.start("run", "--only", "intake,delivery,turns")
        crowds.speak(fake, [crowds.say(one, "Ja") for one in people])
        updates = 3 * len(people)
        house.waits_until(
            lambda: crowds.taken(house.engine) == updates, PATIENCE, "every word had its turn"
        )
        house.waits_until(lambda: not crowds.unsent(house.engine), PATIENCE, "all is sent")
        homes = {story.resident["wijk"] for story in stories.read(house.engine).values()}
        rows = crowds.stored(house.engine)
    assert fake.answered() == {"pressed": len(people), "answered": 0}
    assert rows == updates
    assert len(homes - {None}) == 1
    assert None not in homes
    note(
        "10 taps that expired",
        "the same can be typed",
        f"{len(people)} taps older than {TAP_EXPIRES} s when the bot is back",
        f"none came; {len(people)} typed the label and came as far as the tap would have led",
    )
