"""A campaign puts thousands of messages where a moment ago there were five."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text

from models.db import make_engine, plan_anew, transaction
from models.messages.outbox import OutMessage, OutState
from tests.bot.test_delivery import deliver, queue
from tests.fake_telegram.client import FakeTelegram

MANY = 20_000
GROW = text("""
    INSERT INTO outbox (address_id, bot, lane, body, dedupe, state, created_at, done_at, tries)
    SELECT address_id, bot, lane, body, dedupe || ':' || n, 'sent', created_at, done_at, tries
    FROM outbox, generate_series(1, :many) AS n WHERE id = :id
""")
READ = text("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'outbox'")


@pytest.fixture
def one(engine: Engine) -> Iterator[Engine]:
    """One connection for all, so that it keeps the plans of all rounds."""
    found = make_engine(engine.url.render_as_string(hide_password=False), pool_size=1)
    yield found
    found.dispose()


def sent(engine: Engine, message_id: int) -> bool:
    """Whether it went, asked without reading through the table."""
    with transaction(engine) as session:
        plan_anew(session)
        state = select(OutMessage.state).where(OutMessage.id == message_id)
        return session.scalar(state) is OutState.SENT


def read(engine: Engine) -> int:
    """How many rows of the outbox were read by going through the table, so far."""
    with transaction(engine) as session:
        session.execute(text("SELECT pg_stat_force_next_flush()"))
    with transaction(engine) as session:
        return session.scalar(READ) or 0


def test_a_plan_for_a_few_messages_is_not_used_for_thousands(
    one: Engine, fake: FakeTelegram
) -> None:
    people = [fake.person(f"Ria {number}", started=True) for number in range(14)]
    ids = queue(one, people.pop(), "als eerste")

    def all_went() -> bool:
        """One after the other, so that each has a round of its own."""
        if not sent(one, ids[-1]):
            return False
        if len(people) > 1:
            ids.extend(queue(one, people.pop(), f"nog een, {len(ids)}"))
        return len(people) == 1

    deliver(one, fake, all_went)
    with transaction(one) as session:
        session.execute(GROW, {"many": MANY, "id": ids[0]})
    (last,) = queue(one, people[0], "als laatste")
    before = read(one)
    deliver(one, fake, lambda: sent(one, last))
    assert read(one) - before < MANY
