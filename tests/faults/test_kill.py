"""`kill -9` of the bot while five hundred updates wait: nothing is lost, nothing happens twice."""

import random
import time

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import OutMessage, OutState
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.person import Person
from tests.faults.processes import House, a_house

PEOPLE = 100
TALK = ("/start", "8022", "ja", "/stop", "/menu")
MOMENTS = 10


def waiting_updates(fake: FakeTelegram) -> list[Person]:
    """Five hundred updates, while no bot runs."""
    people = [fake.person(f"Bewoner {n}") for n in range(PEOPLE)]
    for words in TALK:
        for person in people:
            person.says(words)
    return people


def count(session: Session, state: InboxState) -> int:
    return session.scalar(select(func.count()).where(InboxRow.state == state)) or 0


def all_done(house: House) -> bool:
    with transaction(house.engine) as session:
        handled = count(session, InboxState.DONE) == PEOPLE * len(TALK)
        waiting = session.scalar(
            select(func.count()).where(OutMessage.state.in_((OutState.QUEUED, OutState.SENDING)))
        )
        return handled and not waiting


def test_ten_kills_lose_nothing_and_double_nothing(server_url: str, fake: FakeTelegram) -> None:
    moments = random.Random(8038)
    with a_house(server_url, fake, "kill") as house:
        people = waiting_updates(fake)
        for _ in range(MOMENTS):
            bot = house.start("run")
            time.sleep(1.2 + moments.random() * 1.5)
            house.kill(bot)
        house.start("run")
        fake.waits_until(lambda: all_done(house), 90, "everything handled and sent")
        _check(house, people)


def _check(house: House, people: list[Person]) -> None:
    with transaction(house.engine) as session:
        assert count(session, InboxState.POISON) == 0
        per_update = session.execute(
            text("SELECT count(*) FROM outbox GROUP BY split_part(dedupe, ':', 2)")
        ).scalars()
        assert set(per_update) == {1}
        rows = session.execute(select(OutMessage.state, func.count()).group_by(OutMessage.state))
        states = {state: n for state, n in rows}
        assert session.scalar(select(func.count()).select_from(Initiative)) == 0
    answers = PEOPLE * len(TALK)
    heard = sum(one.by_bot for person in people for one in person.sees())
    unknown = states.get(OutState.UNKNOWN, 0)
    assert states.get(OutState.SENT, 0) + unknown == answers
    # Each kill may leave a window of messages of which nobody knows; none came twice.
    assert unknown <= MOMENTS * 30
    assert states.get(OutState.SENT, 0) <= heard <= answers
