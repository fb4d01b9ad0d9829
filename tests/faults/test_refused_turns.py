"""Turns that are refused, two workers at the same ideas, deadlocks: nothing is lost for it."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median

from sqlalchemy import text

from models.db import transaction
from tests.fake_telegram.client import FakeTelegram
from tests.faults import ledger
from tests.faults.answerers import Answerers
from tests.faults.meddler import a_meddler, deadlocks
from tests.faults.processes import House, a_house

HOOKS = str(Path(__file__).parent / "hooks")
Size = Callable[[int, int], int]
Note = Callable[[str, str, str, str], None]


def a_round(house: House, fake: FakeTelegram, people: Answerers, *, trouble: bool) -> float:
    """Everybody answers; how many updates a second were handled."""
    people.ask_again()
    before = ledger.handled(house)
    refused = max(2, len(people.refs) * 2 // 100) if trouble else 0
    meddling = a_meddler(house.engine, people.refs, seed=len(people.answers))
    with meddling if trouble else nullcontext():
        number = people.answer(refused=refused)
        began = time.monotonic()
        ledger.handles(house, fake, before + number)
        return number / (time.monotonic() - began)


def poison(house: House) -> list[str]:
    with transaction(house.engine) as session:
        found = text("SELECT reason FROM inbox WHERE state = 'poison'")
        return list(session.scalars(found))


def test_refused_turns_and_deadlocks_lose_nothing(
    server_url: str, fake: FakeTelegram, size: Size, note: Note
) -> None:
    rounds = size(1, 4)
    with a_house(server_url, fake, "refused", PYTHONPATH=HOOKS) as house:
        people = Answerers(house, size(60, 1_200))
        for _ in range(2):
            house.start("run", "--only", "turns")
        a_round(house, fake, people, trouble=False)
        calm, troubled = list[float](), list[float]()
        for _ in range(rounds):
            calm.append(a_round(house, fake, people, trouble=False))
            troubled.append(a_round(house, fake, people, trouble=True))
        reasons, ended = poison(house), deadlocks(house.engine)
        held = house.log.read_text().count("turn.held")
        heard = people.heard()
    assert heard == dict.fromkeys(people.answers, 1)
    assert reasons == ["Broken"] * ((people.refused + 1) // 2)
    assert held > 0
    share = median(troubled) / median(calm)
    note(
        "13 refused turns and deadlocks",
        "0 lost; the batch rate falls by at most 20%",
        f"{len(people.answers):,} answers about {len(people.refs):,} ideas by two workers;"
        f" {people.refused} turns refused, {held} that another transaction held and that held it",
        f"{len(people.answers) - len(heard)} lost, {sum(heard.values()) - len(heard)} twice,"
        f" {len(reasons)} set aside; rate {share:.0%} of the calm one"
        f" ({median(troubled):.0f} and {median(calm):.0f} updates/s); {ended} deadlocks",
    )
