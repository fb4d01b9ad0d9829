"""An opgave that is voorgelegd asks "Herkent u dit?". One answer per chat, which may change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.asking.results import minimum_n
from models.base import Base
from models.initiatives.terms import local_day
from models.keys import EncryptedText
from models.people.residents import Address
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.cycles import Cycle
from models.plan.opgaven import Opgave, OpgaveState
from models.plan.reading_opgaven import now_or_next

WORDS_AT_MOST = 1000


class Recognised(StrEnum):
    """What one can answer."""

    YES = "ja"
    PARTLY = "deels"
    NO = "nee"


class Recognition(Base):
    """The answer of one chat, and what its writer said with it. Nobody's name, and no time."""

    __tablename__ = "recognition"

    opgave_id: Mapped[int] = mapped_column(
        ForeignKey("opgave.id", ondelete="CASCADE"), primary_key=True
    )
    address_id: Mapped[int] = mapped_column(
        ForeignKey("address.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[Recognised]
    words: Mapped[str | None] = mapped_column(EncryptedText)
    answered_on: Mapped[date]


class NotAsked(Exception):
    """This opgave is not voorgelegd, or not any more."""


def answer(session: Session, slug: str, given: Recognised, address: Address, now: datetime) -> None:
    """Keep the answer of this chat. What was said with another answer goes. Raises NotAsked."""
    opgave_id = _find(session, slug)
    known = session.get(Recognition, (opgave_id, address.id), populate_existing=True)
    if known is not None and known.answer is given:
        return
    values = {"answer": given, "words": None, "answered_on": local_day(now)}
    session.execute(
        insert(Recognition)
        .values(opgave_id=opgave_id, address_id=address.id, **values)
        .on_conflict_do_update(
            index_elements=[Recognition.opgave_id, Recognition.address_id], set_=values
        )
    )


def explain(session: Session, slug: str, words: str, address: Address) -> None:
    """Say something with one's answer. Raises NotAsked, also where there is no answer."""
    known = session.get(Recognition, (_find(session, slug), address.id), populate_existing=True)
    if known is None:
        raise NotAsked
    known.words = words[:WORDS_AT_MOST]


def _find(session: Session, slug: str) -> int:
    found = session.scalar(
        select(Opgave.id)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Opgave.slug == slug, Opgave.state == OpgaveState.PROPOSED, now_or_next())
    )
    if found is None:
        raise NotAsked
    return found


@dataclass(frozen=True)
class Heard:
    """What staff see of one opgave: how many answered, and what they said with it.

    `counts` is None while fewer answered than the minimum; then the words stand without the
    answer that they came with.
    """

    opgave: Opgave
    minimum: int
    counts: Mapping[Recognised, int] | None
    words: Sequence[tuple[Recognised | None, str]]


def heard_of(session: Session, staff: Staff, slug: str) -> Heard | None:
    """What was answered, if this colleague may read what residents of there say."""
    opgave = session.scalars(
        select(Opgave).where(
            Opgave.slug == slug,
            Opgave.state != OpgaveState.PREPARING,
            within(Opgave.stadsdeel_id, staff, Act.READ),
        )
    ).first()
    if opgave is None:
        return None
    rows = session.execute(
        select(Recognition.answer, Recognition.words).where(Recognition.opgave_id == opgave.id)
    ).all()
    minimum = minimum_n(session)
    enough = len(rows) >= minimum
    count = Counter(row.answer for row in rows)
    said = [(row.answer if enough else None, row.words) for row in rows if row.words]
    return Heard(
        opgave=opgave,
        minimum=minimum,
        counts={one: count[one] for one in Recognised} if enough else None,
        # In an order that tells nothing of who came first, nor of the answer where it is hidden.
        words=sorted(said, key=lambda one: (one[0] or "", one[1])),
    )


def proposed(session: Session, staff: Staff) -> Sequence[Opgave]:
    """The voorgelegde opgaven of the stadsdelen where this colleague may read."""
    return session.scalars(
        select(Opgave)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Opgave.state == OpgaveState.PROPOSED, now_or_next())
        .where(within(Opgave.stadsdeel_id, staff, Act.READ))
        .order_by(Opgave.title)
    ).all()
