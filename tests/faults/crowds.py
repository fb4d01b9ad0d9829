"""Many people at once: what they say, and how long until all of it was taken."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, func, select

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


def waiting(engine: Engine) -> int:
    """Updates that we have, and that were not taken yet."""
    with transaction(engine) as session:
        found = select(func.count()).select_from(InboxRow).where(InboxRow.state.in_(UNFINISHED))
        return session.scalar(found) or 0


def unsent(engine: Engine) -> int:
    """Answers of which nothing is known yet."""
    with transaction(engine) as session:
        states = (OutState.QUEUED, OutState.SENDING)
        found = select(func.count()).select_from(OutMessage).where(OutMessage.state.in_(states))
        return session.scalar(found) or 0


def stored(engine: Engine) -> int:
    """How many updates we have in all."""
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(InboxRow)) or 0


def all_taken(engine: Engine, updates: int) -> bool:
    """So many updates came in, and each had its turn."""
    return stored(engine) >= updates and not waiting(engine)
