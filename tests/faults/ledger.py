"""What became of everything that was said: our rows beside what people saw on their phones."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import text

from models.db import transaction
from tests.fake_telegram.client import FakeTelegram
from tests.faults.processes import House

PATIENCE = 300


@dataclass(frozen=True)
class Ledger:
    """`inbox` and `outbox` are rows by state.

    `answered`: updates that have a reply of ours. `missing`: messages that we hold for sent and
    nobody saw. `extra`: messages that people saw and for which no row of ours accounts.
    """

    inbox: Counter[str]
    outbox: Counter[str]
    answered: int
    missing: int
    extra: int


def waiting(house: House) -> int:
    """Rows that still have to be handled or sent: a quick look."""
    with transaction(house.engine) as session:
        return int(
            session.scalar(
                text(
                    "SELECT (SELECT count(*) FROM inbox WHERE state IN ('files', 'open'))"
                    " + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending'))"
                )
            )
            or 0
        )


def handled(house: House) -> int:
    """Updates that are done."""
    with transaction(house.engine) as session:
        done = text("SELECT count(*) FROM inbox WHERE state IN ('done', 'poison')")
        return int(session.scalar(done) or 0)


def handles(house: House, fake: FakeTelegram, updates: int) -> None:
    """Wait until so many updates are handled."""
    _waits(house, fake, lambda: handled(house) == updates, f"{updates} updates handled")


def settles(house: House, fake: FakeTelegram, updates: int) -> None:
    """The same, and nothing is left to send."""
    handles(house, fake, updates)
    _waits(house, fake, lambda: not waiting(house), "everything sent")


def _waits(house: House, fake: FakeTelegram, done: Callable[[], bool], what: str) -> None:
    try:
        fake.waits_until(done, PATIENCE, what)
    except AssertionError as error:
        last = house.log.read_text(errors="replace")[-3000:]
        raise AssertionError(f"{error}\nhandled: {handled(house)}\n{last}") from None


def look(house: House, fake: FakeTelegram, people: Iterable[int]) -> Ledger:
    """Count it all. Each message of ours is one message on a phone, known by its number there."""
    ids = list(people)
    chats = fake.do_many([("chat", {"chat_id": one, "person_id": one}) for one in ids])
    seen = Counter(
        (one, post["message"]["message_id"])
        for one, chat in zip(ids, chats, strict=True)
        for post in chat["posts"]
        if post["by_bot"]
    )
    with transaction(house.engine) as session:
        inbox = session.execute(text("SELECT state, count(*) FROM inbox GROUP BY state"))
        outbox = session.execute(text("SELECT state, count(*) FROM outbox GROUP BY state"))
        states = Counter({state: n for state, n in outbox})
        # Answers that waited for each other travel together, under one number.
        sent = set(session.scalars(text("SELECT provider_id FROM outbox WHERE state = 'sent'")))
        answered = session.scalar(
            text(
                "SELECT count(DISTINCT split_part(dedupe, ':', 2)) FROM outbox"
                " WHERE dedupe LIKE 'in:%'"
            )
        )
        return Ledger(
            Counter({state: n for state, n in inbox}),
            states,
            int(answered or 0),
            len(sent - {number for _, number in seen}),
            sum(seen.values()) - len(sent) - states["unknown"],
        )
