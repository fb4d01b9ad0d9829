"""A transaction that somebody forgot for ten minutes, and a backup: does looking for work suffer?

PostgreSQL keeps every old version of a row that an open transaction might still read. So ten
minutes of messages, at the load we are made for, are put through the house while one stays open.
"""

import asyncio
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, event, text

from bench.crowd import Size, fill
from bench.figures import Bar, Report, Table, p95
from bench.growth import BATCH, House
from bench.houses import POOL, a_house, a_server, as_admin
from bench.script import BOT
from bench.sending import Nowhere, a_sender
from models.db import make_engine
from models.operations.backup import back_up

CROWD = Size(50_000, 1_000_000)
# Ten minutes of two hundred updates a second.
PILE = 120_000
SLICES = 12
TURNS = 400
REST = 0.005
COLUMNS = ("meanwhile", "claim of a turn, p95", "round of the sender, p95")
HOW = (
    f"{TURNS} turns of one person, answered; each transaction from its begin to its commit. "
    f"{PILE:,} messages came, were answered and sent since the open transaction began. The backup "
    f"is `wijkbot backup` of {CROWD.people:,} people with {CROWD.messages:,} messages."
)
PILED = (
    """
    INSERT INTO inbox (channel, bot, update_id, address_id, resident_id, body, state, received_at)
    SELECT 'telegram', :bot, concat('pile ', :slice, ' ', id), id, resident_id,
        (SELECT body FROM inbox LIMIT 1), 'open', now()
    FROM address WHERE id <= :each
    """,
    """
    INSERT INTO outbox (address_id, bot, lane, dedupe, body, state, created_at)
    SELECT id, :bot, 0, concat('pile ', :slice, ' ', id), (SELECT body FROM outbox LIMIT 1),
        'queued', now()
    FROM address WHERE id <= :each
    """,
    "UPDATE inbox SET state = 'done', done_at = now() WHERE state = 'open'",
    "UPDATE conversation SET version = version + 1 WHERE address_id <= :each",
    "UPDATE resident SET last_seen_at = now() WHERE id <= :each",
    "UPDATE outbox SET state = 'sending', claimed_at = now() WHERE state = 'queued'",
    "UPDATE outbox SET state = 'sent', done_at = now() WHERE state = 'sending'",
)


@dataclass(frozen=True)
class Claims:
    """Seconds that each transaction took: of turns, and of the sender."""

    turns: Sequence[float]
    rounds: Sequence[float]

    def row(self, meanwhile: str) -> Sequence[str]:
        return meanwhile, _ms(p95(self.turns)), _ms(p95(self.rounds))

    def beside(self, quiet: "Claims") -> tuple[float, float]:
        """How many times as long 95 of 100 take."""
        return p95(self.turns) / p95(quiet.turns), p95(self.rounds) / p95(quiet.rounds)


def measure() -> Report:
    with a_server() as server, a_house(server, "bench_waiting", fresh=True) as engine:
        fill(engine, CROWD)
        house = House(engine, CROWD)
        for _ in range(5):
            house.turn(BATCH)
        quiet = _claims(house)
        with _backing_up(engine):
            backup = _claims(house)
        with _forgotten(engine):
            _pile(engine)
            old = _claims(house)
    named = {"nothing else": quiet, "a backup": backup, "a transaction open": old}
    bars = [
        Bar(f"{whose}, p95, with {what}", times, 2, most=True)
        for what, claims in (("a backup", backup), ("a transaction open for 10 minutes", old))
        for whose, times in zip(("a turn's claim", "a round"), claims.beside(quiet), strict=True)
    ]
    rows = [claims.row(what) for what, claims in named.items()]
    return Report([Table("Somebody else in the database", COLUMNS, rows, HOW)], bars)


def _claims(house: House) -> Claims:
    """Let people talk one after the other, and send their answers meanwhile."""
    ours = make_engine(house.engine.url.render_as_string(hide_password=False), pool_size=POOL)
    rounds = timed(ours)
    turns = timed(house.engine)
    with _sending(ours):
        taken = []
        for _ in range(TURNS):
            house.speak(1)
            turns.clear()
            assert house.turns.take() == 1
            taken.append(turns[0])
            time.sleep(REST)
    ours.dispose()
    return Claims(taken, list(rounds))


def timed(engine: Engine) -> list[float]:
    """Fills with the seconds from begin to commit of each transaction from now on."""
    found: list[float] = []

    @event.listens_for(engine, "begin")
    def _begin(line: Connection) -> None:
        line.info["began"] = time.perf_counter()

    @event.listens_for(engine, "commit")
    def _commit(line: Connection) -> None:
        found.append(time.perf_counter() - line.info["began"])

    return found


@contextmanager
def _sending(engine: Engine) -> Iterator[None]:
    """A sender in a thread of its own, woken often enough to have rounds."""
    stop = threading.Event()

    async def send() -> None:
        over = asyncio.Event()
        sender = a_sender(engine, Nowhere(0))
        running = asyncio.create_task(sender.run(over))
        while not stop.is_set():
            await asyncio.sleep(REST)
            sender.wake.set()
        over.set()
        await running

    with _thread(lambda: asyncio.run(send())):
        try:
            yield
        finally:
            stop.set()


@contextmanager
def _backing_up(engine: Engine) -> Iterator[None]:
    """Backups, one after the other."""
    stop = threading.Event()
    url = engine.url.render_as_string(hide_password=False)

    def back_it_up(folder: Path) -> None:
        while not stop.is_set():
            file = folder / "backup"
            back_up(engine, url, file)
            file.unlink()

    with tempfile.TemporaryDirectory() as folder, _thread(lambda: back_it_up(Path(folder))):
        try:
            yield
        finally:
            stop.set()


@contextmanager
def _thread(work: Callable[[], None]) -> Iterator[None]:
    """Work beside us; whoever leaves waits for its end."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()


@contextmanager
def _forgotten(engine: Engine) -> Iterator[None]:
    """A transaction that has read something, and stays."""
    with as_admin(engine) as line:
        line.execute(text("BEGIN ISOLATION LEVEL REPEATABLE READ"))
        line.execute(text("SELECT count(*) FROM gemeente"))
        yield
        line.execute(text("COMMIT"))


def _pile(engine: Engine) -> None:
    """Ten minutes of messages, in slices, each said, answered and sent."""
    each = PILE // SLICES
    with as_admin(engine) as line:
        for number in range(SLICES):
            for statement in PILED:
                line.execute(text(statement), {"bot": BOT, "slice": number, "each": each})


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
