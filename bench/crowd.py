"""A house full of people who are in the middle of a talk, and of what was said there before.

The rows are those that the house itself writes: a few people really talk, and their sealed
state and words are then given to everybody. Each address can be found, so that any of these
people can go on talking. They agreed to hear of Burendag.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from bench.houses import as_admin
from bench.script import BOT
from bench.updates import FIRST_CHAT, WORDS, texts
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import database_now, transaction
from models.keys import lookup, seal
from models.messages.receiving import store
from models.people.residents import Channel

MODELS = 16
WHO = "1 + (n * 7919) % :people"
WHEN = "now() - interval '7 days' + n * interval '7 days' / :each"

RESIDENTS = """
    INSERT INTO resident (language, wijk_id, created_at, last_seen_at)
    SELECT 'nl', wijk.ids[1 + n % cardinality(wijk.ids)], now() - interval '1 year',
        now() - n % 300 * interval '1 day'
    FROM (SELECT array_agg(id) AS ids FROM area WHERE kind = 'wijk') AS wijk,
        generate_series(1, :people) AS n
"""
AGREED = """
    INSERT INTO consent (resident_id, kind, given, wording, changed_at)
    SELECT id, 'burendag', true, 1, created_at FROM resident
"""
CONVERSATIONS = """
    INSERT INTO conversation (address_id, state, version, changed_at)
    SELECT id, (CAST(:sealed AS bytea[]))[1 + id % :kinds], 7, now() - interval '1 day'
    FROM address
"""
INBOX = f"""
    INSERT INTO inbox
        (channel, bot, update_id, address_id, resident_id, body, state, received_at, done_at)
    SELECT 'telegram', :bot, CAST(n AS text), {WHO}, {WHO},
        (CAST(:sealed AS bytea[]))[1 + n % :kinds], 'done', {WHEN}, {WHEN}
    FROM generate_series(CAST(1 AS bigint), :each) AS n
"""
OUTBOX = f"""
    INSERT INTO outbox (address_id, bot, lane, dedupe, body, state, created_at, claimed_at,
        done_at, tries, provider_id)
    SELECT {WHO}, :bot, 0, concat('in', chr(58), n, chr(58), '0'),
        (CAST(:sealed AS bytea[]))[1 + n % :kinds], 'sent', {WHEN}, {WHEN}, {WHEN}, 1, n
    FROM generate_series(CAST(1 AS bigint), :each) AS n
"""


@dataclass(frozen=True)
class Size:
    """How many people, and how many messages they have behind them, theirs and ours together."""

    people: int
    messages: int = 0


@dataclass(frozen=True)
class _Sealed:
    states: Sequence[bytes]
    heard: Sequence[bytes]
    said: Sequence[bytes]


def fill(engine: Engine, size: Size) -> None:
    """Fill a fresh house. A million people with five million messages take some minutes.

    The foreign keys are not checked row by row: everything that they name was just made.
    """
    sealed = _models(engine)
    given = {"people": size.people, "each": size.messages // 2, "bot": BOT}
    with as_admin(engine) as line:
        line.execute(text("SET session_replication_role = replica"))
        line.execute(text(RESIDENTS), given)
        line.execute(text(AGREED))
        _addresses(line, size.people)
        line.execute(text(CONVERSATIONS), _kinds(sealed.states))
        line.execute(text(INBOX), given | _kinds(sealed.heard))
        line.execute(text(OUTBOX), given | _kinds(sealed.said))
        line.execute(text("VACUUM (ANALYZE)"))
        line.execute(text("CHECKPOINT"))


def people(engine: Engine) -> int:
    """How many there are."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM resident")).scalar_one())


def _models(engine: Engine) -> _Sealed:
    """Let a few people talk, keep what was written of it, and forget them."""
    turns = Turns(engine, PlanCache("https://wijk.example"))
    for number, words in enumerate(WORDS):
        chats = range(FIRST_CHAT + number, FIRST_CHAT + MODELS)
        with transaction(engine) as session:
            store(session, texts(1000 * (number + 1), chats, words), database_now(session))
        while turns.take():
            pass
    with engine.begin() as line:
        queries = ("state FROM conversation", "body FROM inbox", "body FROM outbox")
        states, heard, said = (
            [bytes(one) for one in line.execute(text(f"SELECT {query}")).scalars()]
            for query in queries
        )
        line.execute(text("TRUNCATE resident RESTART IDENTITY CASCADE"))
    return _Sealed(states, heard, said)


def _addresses(line: Connection, count: int) -> None:
    """Everybody's own lookup; the sealed chat id is one for all, since the stub takes any."""
    chat = seal(str(FIRST_CHAT).encode())
    columns = "resident_id, channel, bot, lookup, external_id, created_at"
    driver = line.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY address ({columns}) FROM STDIN") as rows:
        for number in range(1, count + 1):
            known = lookup(Channel.TELEGRAM, BOT, str(FIRST_CHAT + number))
            rows.write_row((number, Channel.TELEGRAM.value, BOT, known, chat, "2025-11-01"))


def _kinds(sealed: Sequence[bytes]) -> dict[str, object]:
    return {"sealed": list(sealed), "kinds": len(sealed)}
