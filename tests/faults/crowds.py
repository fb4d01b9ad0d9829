"""Many people at once: what they say, and how long until all of it was taken."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, Select, func, select

from models.db import transaction
from models.messages.inbox import UNFINISHED, InboxRow
from models.messages.outbox import OutMessage, OutState
from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.seen import Wire

Acts = Sequence[tuple[str, Wire]]
# From the first word to an idea that was sent; `{}` is where each person's own words go.
TO_AN_IDEA = (
    "/start",
    "8022",
    "1",
    "/nieuw begin",
    "Een bank voor {}",
    "1",
    "Daar kan {} zitten.",
    "Vechtstraat {}",
    "1",
    "1",
    "1",
    "{}",
    "1",
)


def say(person: int, text: str) -> tuple[str, Wire]:
    return "says", {"person_id": person, "text": text}


def speak(fake: FakeTelegram, acts: Iterable[tuple[str, Wire]]) -> None:
    """Do all of it, each person's acts in this order."""
    fake.do_many(list(acts))


def name_of(person: int) -> str:
    """A name that nobody else has, without a digit that could be taken for a telephone number."""
    return "Bewoner " + "".join(chr(ord("a") + int(digit)) for digit in str(person))


def stored(engine: Engine) -> int:
    """How many updates we have."""
    return _count(engine, select(func.count()).select_from(InboxRow))


def taken(engine: Engine) -> int:
    """How many updates had their turn."""
    done = InboxRow.state.not_in(UNFINISHED)
    return _count(engine, select(func.count()).select_from(InboxRow).where(done))


def sent(engine: Engine) -> int:
    """Of how many answers the end is known."""
    known = OutMessage.state.not_in((OutState.QUEUED, OutState.SENDING))
    return _count(engine, select(func.count()).select_from(OutMessage).where(known))


def unsent(engine: Engine) -> int:
    """Of how many answers nothing is known yet."""
    unknown = OutMessage.state.in_((OutState.QUEUED, OutState.SENDING))
    return _count(engine, select(func.count()).select_from(OutMessage).where(unknown))


def _count(engine: Engine, counting: Select[int]) -> int:
    with transaction(engine) as session:
        return session.scalar(counting) or 0
