"""One message to many from the outbox, its states committed, beside each rival's plain loop."""

from functools import partial

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bench.contenders import Contender, Run, ours, rival
from bench.figures import Bar, Report, Table
from bench.houses import a_server
from bench.measuring import COLUMNS, Go, rows, side_by_side, times
from bench.processes import Stub, wait_for
from bench.reminder import invite, queue_for
from models.db import transaction
from models.messages.outbox import OutMessage, OutState

WE, PTB, AIOGRAM, TELEBOT = "wijkbot", "PTB, Bot", "aiogram, Bot", "pyTelegramBotAPI"
HIGHEST_RATE = 1_000
WARM = 200
HOW = (
    "The rivals send from a plain loop with 30 in flight and remember nothing. Ours stands in the "
    "outbox; each message is claimed and its result committed, and it counts once it is."
)


def measure() -> Report:
    with a_server() as server:
        rounds = side_by_side(_all(server), warm, send)
    speed = min(run.per_second for run in rounds[WE])
    return Report(
        [Table("Broadcast", (*COLUMNS, "wijkbot does"), rows(rounds, WE), HOW)],
        [
            Bar("broadcast beside PTB's Bot.send_message", times(rounds, WE, PTB), 4, 8),
            Bar("broadcast beside aiogram's loop", times(rounds, WE, AIOGRAM), 1),
            Bar("broadcast, slowest round by the clock", speed, HIGHEST_RATE, None, "/s"),
        ],
    )


def _all(server: str) -> list[Contender]:
    return [
        Contender(WE, ours(server), 8_000),
        Contender(PTB, rival("ptb", job="send"), 800),
        Contender(AIOGRAM, rival("aiogram_fsm", job="send"), 3_000),
        Contender(TELEBOT, rival("telebot_states", job="send"), 6_000),
    ]


def warm(contender: Contender, run: Run, stub: Stub) -> Go:
    """The first messages; for us also the people who get all others."""
    if run.engine is None:
        return partial(_order, run, stub, WARM)
    with transaction(run.engine) as session:
        invite(session, contender.amount)
    return _queued(run.engine, run, stub, WARM)


def send(contender: Contender, run: Run, stub: Stub) -> Go:
    if run.engine is None:
        return partial(_order, run, stub, contender.amount)
    return _queued(run.engine, run, stub, contender.amount)


def _order(run: Run, stub: Stub, count: int) -> int:
    """Have a rival send this many."""
    before = stub.state()["messages"]
    run.client.order(str(count))
    stub.until("messages", before + count, run.client)
    return count


def _queued(engine: Engine, run: Run, stub: Stub, count: int) -> Go:
    """Put the reminder in the outbox for so many. They may go when that is committed."""
    before, sent = stub.state()["messages"], _sent(engine)
    session = Session(engine)
    queue_for(session, count, f"bench:{before}")

    def go() -> int:
        session.commit()
        session.close()
        stub.until("messages", before + count, run.client)
        wait_for(lambda: _sent(engine) >= sent + count, run.client, f"{count} sent")
        return count

    return go


def _sent(engine: Engine) -> int:
    sent = select(func.count()).select_from(OutMessage).where(OutMessage.state == OutState.SENT)
    with engine.connect() as connection:
        return int(connection.execute(sent).scalar_one())
