"""What a million residents and five million messages cost a turn, beside a house that is new.

`python -m bench.growth 20000 100000` takes other sizes. The large house stays for the next run.
"""

import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import Engine

from bench.crowd import Size, fill, people
from bench.figures import Bar, Report, Table
from bench.houses import a_house, a_server
from bench.plans import Cost, unwatched, watched
from bench.sending import send_all
from bench.updates import FIRST_CHAT, WORDS, texts
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.db import database_now, transaction
from models.messages.receiving import store

NEW = Size(2_000)
# From some 134,000 rows on, the tree over a whole number has three levels, up to fifty million.
GROWN = Size(150_000, 750_000)
LARGE = Size(1_000_000, 5_000_000)
BATCH, POLL = 200, 100
WARM, BATCHES, TURNS = 8, 30, 4_000
# How the server looks whether what a row names is there.
CHECK = "key share"
# How a worker sees where waiting words begin, twice a second.
LOOK = "SELECT inbox"
HOW_TOUCHED = (
    f"One batch: {BATCH} people speak, {POLL} to a getUpdates; one turn; their answers sent. "
    "PostgreSQL's own count of pages in memory or read, and of rows that scans looked at. "
    "A tree over 2,000 rows has two levels and one over 134,000 to 49,000,000 rows has three; "
    "and where a table is a few pages, it reads all of it. Hence a house of 150,000 beside it."
)
HOW_TIMED = f"By turns in each house: {TURNS} turns of one person, {BATCHES} batches of {BATCH}."


@dataclass
class House:
    """One database and somebody who lets its people talk."""

    engine: Engine
    size: Size
    dice: random.Random = field(default_factory=lambda: random.Random(8038))
    numbers: Iterator[int] = field(default_factory=lambda: count(time.time_ns() // 1000))
    said: int = 0

    def __post_init__(self) -> None:
        self.turns = Turns(self.engine, PlanCache("https://wijk.example"))

    def speak(self, many: int) -> None:
        """So many people, each another one, say something."""
        who = self.dice.sample(range(self.size.people), many)
        chats = [FIRST_CHAT + 1 + one for one in who]
        words, self.said = WORDS[self.said % len(WORDS)], self.said + 1
        for first in range(0, many, POLL):
            update_id = next(self.numbers) * 1_000
            with transaction(self.engine) as session:
                batch = texts(update_id, chats[first : first + POLL], words)
                store(session, batch, database_now(session))

    def turn(self, many: int) -> float:
        """The seconds that a turn of so many took."""
        self.speak(many)
        began = time.perf_counter()
        assert self.turns.take() == many
        return time.perf_counter() - began

    def touched(self) -> tuple[Mapping[str, Cost], int]:
        """What one batch touched, by kind of statement, once everything is as usual.

        And how many statements that was up to the answers in the outbox, without the checks that
        the server itself adds, and without the look that goes by the clock.
        """
        watch, statements = watched(self.engine), []
        try:
            for _ in range(WARM):
                watch.clear()
                self.turn(BATCH)
                ours = [kind for kind in watch.costs if CHECK not in kind and kind != LOOK]
                statements.append(sum(watch.costs[kind].calls for kind in ours))
                send_all(self.engine)
            return dict(watch.costs), min(statements)
        finally:
            unwatched(self.engine)


@dataclass(frozen=True)
class Found:
    """All that was measured in one house."""

    size: Size
    costs: Mapping[str, Cost]
    statements: int
    turns: Sequence[float]
    batches: Sequence[float]

    def total(self, of: str) -> int:
        return sum(getattr(cost, of) for cost in self.costs.values())

    @property
    def slow(self) -> float:
        """What 999 of 1,000 turns stay under."""
        return statistics.quantiles(self.turns, n=1000, method="inclusive")[-1]

    def row(self) -> Sequence[str]:
        who = f"{self.size.people:,} people, {self.size.messages:,} messages"
        batch, turn = statistics.median(self.batches), statistics.median(self.turns)
        counted = [f"{n:,}" for n in (self.statements, self.total("rows"), self.total("pages"))]
        return (who, *counted, *map(_ms, (batch, turn, self.slow)))


def measure(large: Size = LARGE, grown: Size = GROWN) -> Report:
    _settle(large, grown)
    with a_server() as server, ExitStack() as stack:
        houses = [stack.enter_context(_house(server, size)) for size in (NEW, grown, large)]
        new, middle, much = _found(houses)
    return Report(
        [_houses([new, middle, much]), _statements([new, middle, much])],
        [
            _at_most("more rows a batch than in a new house", _more(new, much, "rows")),
            _at_most("more pages a batch than in a new house", _more(new, much, "pages")),
            _at_most(f"the same beside {grown.people:,} people", _more(middle, much, "pages")),
            Bar("more statements a batch", much.statements - new.statements, 0, unit="", most=True),
            Bar("p99.9 of a turn beside a new house", much.slow / new.slow, 2, most=True),
        ],
    )


def _at_most(what: str, percent: float) -> Bar:
    return Bar(what, percent, 15, unit="%", most=True)


def _settle(*sizes: Size) -> None:
    """Fill the houses that are not there yet; quickly, since that is not measured."""
    with a_server(durable=False) as server:
        for size in sizes:
            with a_house(server, _name(size)) as engine:
                missing = people(engine) < size.people
            if missing:
                with a_house(server, _name(size), fresh=True) as engine:
                    fill(engine, size)


def _name(size: Size) -> str:
    return f"bench_growth_{size.people}_{size.messages}"


@contextmanager
def _house(server: str, size: Size) -> Iterator[House]:
    new = size == NEW
    with a_house(server, _name(size), fresh=new) as engine:
        if new:
            fill(engine, size)
        yield House(engine, size)


def _found(houses: Sequence[House]) -> list[Found]:
    costs = [house.touched() for house in houses]
    batches = _by_turns(houses, BATCH, BATCHES)
    turns = _by_turns(houses, 1, TURNS)
    return [
        Found(house.size, *touched, *took)
        for house, touched, *took in zip(houses, costs, turns, batches, strict=True)
    ]


def _by_turns(houses: Sequence[House], many: int, times: int) -> list[list[float]]:
    """Each house once, and again: whatever else the machine does hits all alike."""
    found: list[list[float]] = [[] for _ in houses]
    for _ in range(times):
        for house, took in zip(houses, found, strict=True):
            took.append(house.turn(many))
    for house in houses:
        send_all(house.engine)
    return found


def _more(few: Found, much: Found, of: str) -> float:
    """How much more it is, in percent."""
    return (much.total(of) / few.total(of) - 1) * 100


def _houses(found: Sequence[Found]) -> Table:
    columns = ("house", "statements a batch", "rows", "pages", "batch", "turn", "turn, p99.9")
    return Table("Growth", columns, [one.row() for one in found], HOW_TIMED)


def _statements(found: Sequence[Found]) -> Table:
    kinds = dict.fromkeys(kind for one in found for kind in one.costs)
    columns = ("statement", *(f"{one.size.people:,} people" for one in found), "plan, at most")
    rows = [[kind, *(_cost(one, kind) for one in found), _plan(found[-1], kind)] for kind in kinds]
    return Table("Growth: pages (rows) of each kind of statement", columns, rows, HOW_TOUCHED)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _cost(found: Found, kind: str) -> str:
    cost = found.costs.get(kind, Cost())
    return f"{cost.pages:,} ({cost.rows:,})"


def _plan(found: Found, kind: str) -> str:
    nodes = found.costs.get(kind, Cost()).nodes
    return ", ".join(name for name in nodes if "(" in name and "ModifyTable" not in name)


def main() -> None:
    """Measure with other sizes, and only show it."""
    size = Size(int(sys.argv[1]), int(sys.argv[2]))
    report = measure(size, Size(size.people // 5, size.messages // 5))
    for table in report.tables:
        print("\n".join(table.lines()))
    for bar in report.bars:
        print(*bar.row(), sep=" | ")


if __name__ == "__main__":
    main()
