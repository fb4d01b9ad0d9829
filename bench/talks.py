"""Newcomers who talk in seven steps, with every reply over HTTP, beside the alternatives.

Ours goes the whole way: fetched, stored, a turn, the outbox, sent, and the result written. What
we do without a database says what that costs.
"""

from functools import partial

from bench.contenders import WINDOW, Contender, Run, has_redis, in_memory, ours, rival
from bench.figures import Bar, Report, Table
from bench.houses import a_server
from bench.measuring import COLUMNS, Go, Rounds, rows, side_by_side, times
from bench.processes import NotDone, Stub
from bench.script import steps

WE, MEMORY, PTB, PICKLE = "wijkbot", "wijkbot without database", "PTB, memory", "PTB, pickle"
AIOGRAM, REDIS, TELEBOT = "aiogram, memory", "aiogram, Redis", "pyTelegramBotAPI, memory"
# How many talk at the same time.
WIDTH = 200
FIRST_WARM, FIRST = 1_000, 1_000_000
NETWORK = 0.03
HOW = (
    f"{WIDTH} people talk at the same time; each says the next thing once the last was answered. "
    "The stub answers at once, so this is what talking costs and not how long it takes."
)
HOW_FAR = (
    f"The same with {NETWORK * 1000:.0f} ms before each answer of the Bot API, and at most "
    f"{WINDOW} of our messages in flight; compared by the clock."
)


def measure() -> Report:
    with a_server() as server:
        quick = side_by_side(_all(server), warm, talk)
        far = side_by_side(_far(server), warm, talk, delay=NETWORK)
    columns = (*COLUMNS, "wijkbot does")
    return Report(
        [
            Table("Talks", columns, rows(quick, WE), HOW),
            Table("Talks at 30 ms", columns, rows(far, WE, "per_second"), HOW_FAR),
        ],
        _bars(quick, far),
    )


def _all(server: str) -> list[Contender]:
    found = [
        Contender(WE, ours(server), 800),
        Contender(MEMORY, in_memory(server), 1000),
        Contender(PTB, rival("ptb"), 150),
        Contender(PICKLE, rival("ptb", state="pickle"), 150),
        Contender(AIOGRAM, rival("aiogram_fsm"), 300),
        Contender(TELEBOT, rival("telebot_states"), 800),
    ]
    redis = Contender(REDIS, rival("aiogram_fsm", state="redis"), 250)
    return [*found, redis] if has_redis() else found


def _far(server: str) -> list[Contender]:
    return [
        Contender(WE, ours(server), 800),
        Contender(PTB, rival("ptb"), 12),
        Contender(AIOGRAM, rival("aiogram_fsm"), 300),
        Contender(TELEBOT, rival("telebot_states"), 500),
    ]


def warm(contender: Contender, run: Run, stub: Stub) -> Go:
    """A tenth of the work, so that nothing is done for the first time under the clock."""
    return partial(_talk, run, stub, contender.amount // 10, FIRST_WARM)


def talk(contender: Contender, run: Run, stub: Stub) -> Go:
    return partial(_talk, run, stub, contender.amount, FIRST)


def _talk(run: Run, stub: Stub, talks: int, first: int) -> int:
    """Have so many talks; gives the number of updates that were answered."""
    before, updates = stub.state(), talks * len(steps())
    stub.come(talks, WIDTH, first)
    stub.until("talks", before["talks"] + talks, run.client)
    answers = stub.state()["messages"] - before["messages"]
    if answers != updates:
        raise NotDone(f"{answers} answers to {updates} updates")
    return updates


def _bars(quick: Rounds, far: Rounds) -> list[Bar]:
    beside = partial(times, quick, WE)
    found = [
        Bar("talks beside PTB, memory", beside(PTB), 4, 6),
        Bar("talks beside pyTelegramBotAPI, memory", beside(TELEBOT), 0.8, 1),
        Bar("talks at 30 ms beside PTB, by the clock", times(far, WE, PTB, "per_second"), 20, 40),
        Bar("talks beside ourselves without a database", beside(MEMORY), 0.5, 0.7),
    ]
    if REDIS in quick:
        found.insert(1, Bar("talks beside aiogram, Redis", beside(REDIS), 3, 4))
    return found
