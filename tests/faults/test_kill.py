"""`kill -9` of any of our processes while people talk: nothing is lost, nothing happens twice."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from models.messages.inbox import InboxState
from models.messages.outbox import OutState
from tests.fake_telegram.client import FakeTelegram
from tests.faults import crowds, orderly, screens, stories
from tests.faults.crew import Crew
from tests.faults.crowds import TO_AN_IDEA
from tests.faults.processes import House, a_house, an_embedded_house
from tests.faults.stories import Story
from tests.live import free_port

# So many messages may be on the wire when a sender dies; nobody knows what became of them.
WINDOW = 30
PATIENCE = 600
POLLING = ("run", "run")
WEBHOOK = ("web --port {port}", "run", "run")
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]


def open_doors(house: House, fake: FakeTelegram, webhook: bool) -> Crew:
    """Two bots side by side, of which one stands by; with a webhook also the web server."""
    port = house.settings["WIJKBOT_BASE_URL"].rpartition(":")[2]
    crew = Crew.start(house, [one.format(port=port) for one in (WEBHOOK if webhook else POLLING)])
    first = "setWebhook" if webhook else "getUpdates"
    house.waits_until(lambda: bool(fake.calls(first)), PATIENCE, "Telegram heard of us")
    return crew


def people_talk(fake: FakeTelegram, people: Iterable[int]) -> None:
    """Each says all that leads to an idea of their own, and waits for nothing."""
    people = list(people)
    for words in TO_AN_IDEA:
        crowds.speak(fake, [crowds.say(one, words.format(crowds.name_of(one))) for one in people])


def live_dangerously(crew: Crew, fake: FakeTelegram, groups: Iterable[list[int]]) -> None:
    """While each group talks, one of us dies: somewhere in storing, in turns, or in sending."""
    moments, said, house = random.Random(8303), 0, crew.house
    for group in groups:
        done = moments.choice((crowds.stored, crowds.taken, crowds.sent))
        before = house.sees(done)
        people_talk(fake, group)
        said += len(group) * len(TO_AN_IDEA)
        enough = moments.randint(before + 1, said)
        work_on(house, done, enough)
        crew.kill_one(moments)


def work_on(house: House, done: Callable[[Engine], int], enough: int) -> None:
    house.waits_until(lambda: house.sees(done) >= enough, PATIENCE, f"{enough} {done.__name__}")


def groups_of(people: range, kills: int) -> Iterator[list[int]]:
    size = -(-len(people) // kills)
    return (list(people[start : start + size]) for start in range(0, len(people), size))


def silent(known: Iterable[Story]) -> list[str]:
    """Updates without any answer, though each of these should have one."""
    return [row.update_id for story in known for row in story.rows if not story.answers[row.id]]


@contextmanager
def house_of(way: str, server_url: str, fake: FakeTelegram) -> Iterator[House]:
    settings = {"WIJKBOT_BASE_URL": f"http://127.0.0.1:{free_port()}"}
    if way == "embedded":
        with an_embedded_house(fake, **settings) as house:
            yield house
        return
    if way == "webhook":
        settings["WIJKBOT_TELEGRAM_WEBHOOK_SECRET"] = "geheim_van_deze_tests"
        fake.do("webhook", slowest_retry=0.2)
    with a_house(server_url, fake, f"kill_{way}", **settings) as house:
        yield house


@pytest.mark.parametrize(
    "way", ["polling", "webhook", pytest.param("embedded", marks=pytest.mark.long)]
)
def test_whoever_is_killed_nothing_is_lost_and_nothing_doubles(
    server_url: str, fake: FakeTelegram, size: Size, note: Note, way: str
) -> None:
    kills, people = size(2, 50), fake.crowd(size(8, 770))
    updates = len(people) * len(TO_AN_IDEA)
    with house_of(way, server_url, fake) as house:
        crew = open_doors(house, fake, way == "webhook")
        live_dangerously(crew, fake, groups_of(people, kills))
        house.waits_until(
            lambda: house.sees(crowds.taken) == updates, PATIENCE, "every word had its turn"
        )
        house.waits_until(lambda: not house.sees(crowds.unsent), PATIENCE, "all is sent")
        known = house.sees(stories.read)
        crew.stop()
        seen = screens.tally(fake, known)
        parted = orderly.differences(server_url, house, known)
    _check(known, seen, updates, kills)
    assert not parted, parted[0]
    ideas = Counter(str(idea["title"]) for story in known.values() for idea in story.ideas)
    # Where a kill left all of them in doubt, none came as far as an idea.
    assert max(ideas.values(), default=1) == 1
    killed = ", ".join(f"{times} of {name}" for name, times in sorted(crew.kills.items()))
    note(
        f"03 kill -9 of any process, {way}",
        "0 lost, 0 effects twice, 0 replies lost silently",
        f"{kills} kills ({killed}) over {updates} updates",
        f"0 lost, 0 effects twice ({len(ideas)} ideas), {len(seen.lost)} of {seen.answers} replies "
        f"lost silently; {seen.unknown} messages unknown, at most {WINDOW} per kill",
    )


def _check(known: dict[int, Story], seen: screens.Tally, updates: int, kills: int) -> None:
    rows = [row for story in known.values() for row in story.rows]
    assert len(rows) == updates
    assert {row.state for row in rows} == {InboxState.DONE}
    assert not silent(known.values())
    assert seen.states.keys() <= {OutState.SENT, OutState.UNKNOWN}
    assert not seen.wrong, seen.wrong[0]
    assert seen.unknown <= WINDOW * kills
