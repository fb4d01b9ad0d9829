"""One person's answer, while everybody gets a reminder: from their word until it arrives.

A few people talk, slowly enough for the limit of a chat. The same people's answers are measured
with nothing else going on and during a broadcast, by turns, in one house.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.crowd import Size, fill
from bench.deployment import Deployment
from bench.figures import Bar, Report, Table, milliseconds, p95
from bench.houses import a_house, a_server
from bench.processes import Client, a_stub, wait_for
from bench.script import steps

PORT = 8391
FREE, HIGHEST = 25, 1_000
ROUNDS = 3
TALKS, AT_ONCE = 8, 4
THINK = 1.1
# How long one measurement takes at most, so that the broadcast outlasts it.
SECONDS = TALKS / AT_ONCE * len(steps()) * (THINK + 0.4)
FIRST_CHAT = 900_000_000
COLUMNS = ("broadcast", "answers", "median without", "median with", "p95 without", "p95 with")
HOW = (
    f"{AT_ONCE} people talk at the same time, {THINK} s between an answer and their next word; "
    f"{ROUNDS} rounds without and with the broadcast by turns. Measured at the Bot API."
)


@dataclass
class Answers:
    """The seconds that answers took, without and with a broadcast at this rate."""

    rate: int
    alone: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)

    @property
    def times(self) -> float:
        """How many times as long 95 of 100 take."""
        return p95(self.during) / p95(self.alone)

    def row(self) -> Sequence[str]:
        both = [milliseconds(_middle(one)) for one in (self.alone, self.during)]
        late = [milliseconds(p95(one)) for one in (self.alone, self.during)]
        count = f"{len(self.alone)} + {len(self.during)}"
        return (f"{self.rate} a second", count, *both, *late)


def measure() -> Report:
    with a_server() as server:
        found = [_answers(server, rate) for rate in (FREE, HIGHEST)]
    bars = [
        Bar(f"p95 during a broadcast at {one.rate} a second", one.times, 2, 1.2, most=True)
        for one in found
    ]
    return Report([Table("Answers", COLUMNS, [one.row() for one in found], HOW)], bars)


def _answers(server: str, rate: int) -> Answers:
    crowd = round(rate * (SECONDS + 10))
    found, chats = Answers(rate), iter(range(FIRST_CHAT, FIRST_CHAT + 1_000_000, TALKS))
    with a_house(server, "bench_answers", fresh=True) as engine, a_stub(PORT) as stub:
        fill(engine, Size(crowd))
        house = Deployment(engine, stub)
        with house.runs(rate) as client:
            _talks(house, client, chats)
            for number in range(ROUNDS):
                found.alone += _talks(house, client, chats)
                house.broadcasts(f"round {number}", crowd)
                _until_sending(house, client, rate)
                found.during += _talks(house, client, chats)
                assert house.waiting(), "the broadcast was over too soon"
                wait_for(lambda: not house.waiting(), client, "end of the broadcast")
    return found


def _talks(house: Deployment, client: Client, chats: Iterator[int]) -> list[float]:
    before = house.stub.state()["talks"]
    house.stub.come(TALKS, AT_ONCE, next(chats), THINK)
    house.stub.until("talks", before + TALKS, client)
    return house.stub.took()


def _until_sending(house: Deployment, client: Client, rate: int) -> None:
    """Wait until the broadcast is at its pace."""
    enough = house.stub.state()["messages"] + 2 * rate
    wait_for(lambda: house.stub.state()["messages"] >= enough, client, "broadcast under way")


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
