"""Each update comes one to five times, before four turn workers: everything happens once."""

from collections import Counter
from collections.abc import Callable

from tests.fake_telegram.client import FakeTelegram
from tests.faults import crowds, orderly, screens, stories
from tests.faults.crowds import TO_AN_IDEA
from tests.faults.processes import a_house

WORKERS = 4
PATIENCE = 600


def test_what_comes_five_times_happens_once(
    server_url: str,
    fake: FakeTelegram,
    size: Callable[[int, int], int],
    note: Callable[[str, str, str, str], None],
) -> None:
    people = fake.crowd(size(12, 770))
    updates = len(people) * len(TO_AN_IDEA)
    # Four of five come again, once to four times.
    fake.do("disorder", repeat_share=0.8, repeat_most=5)
    for words in TO_AN_IDEA:
        crowds.speak(fake, [crowds.say(one, words.format(crowds.name_of(one))) for one in people])
    with a_house(server_url, fake, "repeats") as house:
        house.start("run", "--only", "intake,delivery,turns")
        for _ in range(WORKERS - 1):
            house.start("run", "--only", "turns")
        house.waits_until(lambda: fake.do("mail")["to_bring"] == 0, PATIENCE, "all were brought")
        house.waits_until(
            lambda: crowds.taken(house.engine) == updates, PATIENCE, "every word had its turn"
        )
        house.waits_until(lambda: not crowds.unsent(house.engine), PATIENCE, "all is sent")
        brought = fake.do("mail")["deliveries"]
        for process in list(house.running):
            assert house.stop(process) == 0
        known = stories.read(house.engine)
        seen = screens.tally(fake, known)
        parted = orderly.differences(server_url, house, known)
    ideas = Counter(str(idea["title"]) for story in known.values() for idea in story.ideas)
    twice = sum(times - 1 for times in ideas.values())
    assert sum(len(story.rows) for story in known.values()) == updates
    assert (len(ideas), twice) == (len(people), 0)
    assert (seen.wrong, seen.unknown) == ([], 0)
    assert not parted, parted[0]
    note(
        "01 each update 1-5 times",
        "0 effects twice",
        f"{updates} updates, brought {brought} times, to {WORKERS} turn workers",
        f"{twice} effects twice; {len(ideas)} ideas and {seen.answers} answers, each once",
    )
