"""A whole neighbourhood at the door at once, and one person who never stops talking."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from sqlalchemy import text

from models.db import transaction
from models.people.flooding import BETWEEN_NOTICES, REFILL, SIZE
from tests.fake_telegram.client import FakeTelegram
from tests.faults import ledger
from tests.faults.processes import House, a_house

PORT = 8331
PATIENCE = 300
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]


def say(fake: FakeTelegram, people: Sequence[int], words: str) -> None:
    fake.do_many([("says", {"person_id": one, "text": words}) for one in people])


def lag() -> float:
    """What `/healthz` says of the message that waits longest to be sent."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=20) as answer:
            said = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        said = json.loads(error.read())
    return float(said["outbox"]["lag_seconds"])


def first_answers(fake: FakeTelegram, people: Sequence[int]) -> list[tuple[float, int]]:
    """When each of them was first answered (monotonic seconds), in that order."""
    when: dict[int, float] = {}
    for call in fake.calls("sendMessage"):
        when.setdefault(call["params"]["chat_id"], call["started"])
    return sorted((when[one], one) for one in people)


def is_up() -> bool:
    try:
        lag()
    except OSError:
        return False
    return True


def test_a_crowd_of_newcomers_is_answered_in_its_order_at_the_set_rate(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    # Far fewer a second than come, on a slow machine too: else nobody ever waits.
    number, rate, waves = size(100, 5_000), size(15, 60), size(2, 50)
    with a_house(server_url, fake, "new", WIJKBOT_SEND_RATE=str(rate)) as house:
        house.start("run", "--only", "intake,turns,delivery")
        house.start("web", "--port", str(PORT))
        fake.waits_until(is_up, PATIENCE, "the pages")
        people = fake.crowd(number)
        lags, each, began = list[float](), number // waves, time.monotonic()
        for wave in range(waves):
            say(fake, people[wave * each : (wave + 1) * each], "/start")
            lags.append(lag())
            time.sleep(max(0.0, began + (wave + 1) * min(1, 60 / waves) - time.monotonic()))
        while ledger.waiting(house) or ledger.handled(house) < number:
            lags.append(lag())
            time.sleep(0.2)
        seen = ledger.look(house, fake, people)
        answers = first_answers(fake, people)
        after = lag()
    assert seen.inbox == {"done": number}
    assert (seen.answered, seen.missing, seen.extra) == (number, 0, 0)
    took = answers[-1][0] - answers[0][0]
    places = {one: place for place, one in enumerate(people)}
    early = max(places[one] - place for place, (_, one) in enumerate(answers))
    # Messages of one moment start beside each other, and a batch of turns is one moment.
    assert early <= 30
    assert max(lags) > after == 0
    note(
        "15 a crowd of newcomers",
        "0 lost; answered oldest first at 99% of the set rate; the lag on /healthz",
        f"{number:,} people say /start in {waves} waves, a second each; rate {rate}/s",
        f"{number - seen.answered + seen.missing} lost; {(number - 1) / took / rate:.1%} of the"
        f" rate; nobody more than {early} places early; lag up to {max(lags):.0f} s on /healthz",
    )


def test_one_person_who_never_stops_slows_nobody(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    flood, seconds = size(600, 5_000), size(3, 10)
    with a_house(server_url, fake, "flood") as house:
        house.start("run", "--only", "intake,turns,delivery")
        flooder, *people = fake.crowd(51)
        say(fake, people, "/start")
        ledger.settles(house, fake, 50)
        calm = waits(fake, people, "/menu")
        began = time.monotonic()
        stormy = list[float]()
        for second in range(seconds):
            say(fake, [flooder] * (flood // seconds), f"nog iets {second}")
            stormy += waits(fake, people[second::seconds], "/menu")
        ledger.settles(house, fake, 150 + flood)
        took = time.monotonic() - began
        seen = ledger.look(house, fake, [flooder, *people])
        heard, notices = answers_and_notices(house)
    refilled = 1 + took / REFILL.total_seconds()
    assert SIZE <= heard <= SIZE + refilled
    assert 1 <= notices <= 1 + took / BETWEEN_NOTICES.total_seconds()
    assert (seen.missing, seen.extra) == (0, 0)
    note(
        "15 one person floods",
        "others wait no longer; beyond 20 a minute one notice a minute",
        f"{flood:,} messages of one person in some {seconds} s, and 50 others",
        f"p95 of the others {p95(stormy):.2f} s, before it {p95(calm):.2f} s; {heard} answers and"
        f" {notices} notice in {took:.0f} s",
    )


def waits(fake: FakeTelegram, people: Sequence[int], words: str) -> list[float]:
    """How long each of these waits for an answer to what they say now."""
    before = fake.do("counts")["calls"]
    asked = time.monotonic()
    say(fake, people, words)

    def answered() -> dict[int, float]:
        found: dict[int, float] = {}
        for call in fake.calls("sendMessage", since=before):
            found.setdefault(call["params"]["chat_id"], call["started"])
        return {one: found[one] - asked for one in people if one in found}

    fake.waits_until(lambda: len(answered()) == len(people), PATIENCE, "all answered")
    return list(answered().values())


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def answers_and_notices(house: House) -> tuple[int, int]:
    """How many answers the one whose bucket was empty got, and how many notices."""
    with transaction(house.engine) as session:
        mine = text(
            "SELECT count(*) FILTER (WHERE i.reason IS NULL), count(*) FILTER (WHERE i.reason IS"
            " NOT NULL) FROM outbox o JOIN inbox i ON o.dedupe = 'in:' || i.id || '\\:0'"
            " WHERE i.resident_id = (SELECT id FROM resident WHERE hushed_at IS NOT NULL)"
        )
        heard, notices = session.execute(mine).one()
        return heard, notices
