"""Hearts and offers of hands for an initiative: one of each per chat, undone as easily as given.

They decide nothing, and a heart is no subscription. Where initiatives were merged, what was given
to each of them counts for the one that stays, once per chat.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models.asking.results import minimum_n
from models.base import Base, BigId
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.published import is_published
from models.keys import EncryptedText
from models.people.residents import Address, Resident


class SupportKind(StrEnum):
    """A heart, or an offer to help."""

    HEART = "hart"
    HANDS = "handen"


class Support(Base):
    """What one chat gives to one initiative.

    `name` is there only where a helper wants the owner to know it; `met_at` is when the owner
    agreed to that, from which moment both know each other's name. `told_at`: the owner heard.
    """

    __tablename__ = "support"
    __table_args__ = (UniqueConstraint("contribution_id", "kind", "address_id"),)

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    kind: Mapped[SupportKind]
    address_id: Mapped[int] = mapped_column(
        ForeignKey("address.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str | None] = mapped_column(EncryptedText)
    given_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]


class Unknown(Exception):
    """No initiative with this reference is on the site. It does not say whether there is one."""


@dataclass(frozen=True)
class Counted:
    """How many chats gave what to an initiative."""

    hearts: int = 0
    hands: int = 0


@dataclass(frozen=True)
class PublicCounts:
    """The same for everybody: None where it is fewer than `minimum`, so that nobody stands out."""

    hearts: int | None
    hands: int | None
    minimum: int


def find(session: Session, ref: str) -> Initiative:
    """The initiative on the site with this reference, or the one it was merged into.

    What never was on the site is as unknown as what never was. Raises `Unknown`.
    """
    named = aliased(Initiative)
    merged = select(named.merged_into_id).where(
        named.ref == ref.upper(),
        named.status == Moderation.MERGED,
        named.placed_at.is_not(None),
    )
    found = session.scalars(
        select(Initiative).where(
            is_published(),
            or_(Initiative.ref == ref.upper(), Initiative.id == merged.scalar_subquery()),
        )
    ).first()
    if found is None:
        raise Unknown
    return found


def support(
    session: Session,
    resident: Resident,
    address: Address,
    ref: str,
    kind: SupportKind,
    now: datetime,
    name: str | None = None,
) -> Initiative:
    """Give a heart, or offer hands. Twice is once.

    A `name` is for the owner to know: an empty one takes it away again, None leaves it as it
    was. Who says to be under 16 leaves none. Gives the initiative that it counts for. Raises
    `Unknown`.
    """
    initiative = find(session, ref)
    if kind not in given(session, address.id, initiative.id):
        values = {"contribution_id": initiative.id, "kind": kind, "address_id": address.id}
        new = insert(Support).values(**values, given_at=now)
        session.execute(new.on_conflict_do_nothing())
    if name is not None:
        known = name if resident.sixteen_or_older is not False else ""
        _put_name(session, address.id, initiative.id, known)
    return initiative


def _put_name(session: Session, address_id: int, initiative_id: int, name: str) -> None:
    """Without a name there is nothing that both agreed to."""
    values = {"name": name} if name else {"name": None, "met_at": None}
    session.execute(
        update(Support)
        .where(Support.address_id == address_id, Support.kind == SupportKind.HANDS)
        .where(Support.contribution_id.in_(_whole([initiative_id])))
        .values(values)
        .execution_options(synchronize_session="fetch")
    )


def unsupport(
    session: Session,
    resident: Resident,
    address: Address,
    ref: str,
    kind: SupportKind,
    now: datetime,
) -> Initiative:
    """Take it back, also what was given to an initiative that was merged into this one.

    Nothing to take back is no mistake. Raises `Unknown`.
    """
    initiative = find(session, ref)
    session.execute(
        delete(Support).where(
            Support.address_id == address.id,
            Support.kind == kind,
            Support.contribution_id.in_(_whole([initiative.id])),
        )
    )
    return initiative


def given(session: Session, address_id: int, initiative_id: int) -> frozenset[SupportKind]:
    """What this chat gives to this initiative."""
    return frozenset(
        session.scalars(
            select(Support.kind).where(
                Support.address_id == address_id,
                Support.contribution_id.in_(_whole([initiative_id])),
            )
        )
    )


def counts(session: Session, initiative_ids: Sequence[int]) -> Mapping[int, Counted]:
    """What was given to each of these, in one query. Who is not here was given nothing."""
    stays = stays_as().label("stays")
    rows = session.execute(
        select(stays, Support.kind, func.count(Support.address_id.distinct()))
        .join(Initiative, Initiative.id == Support.contribution_id)
        .where(Support.contribution_id.in_(_whole(initiative_ids)))
        .group_by(stays, Support.kind)
    )
    found: dict[int, dict[SupportKind, int]] = defaultdict(dict)
    for stays_id, kind, n in rows:
        found[stays_id][kind] = n
    return {
        id_: Counted(by.get(SupportKind.HEART, 0), by.get(SupportKind.HANDS, 0))
        for id_, by in found.items()
    }


def public_counts(session: Session, initiative_id: int) -> PublicCounts:
    """What everybody may know of the hearts and hands for one initiative."""
    minimum = minimum_n(session)
    all_ = counts(session, [initiative_id]).get(initiative_id, Counted())
    hearts, hands = (n if n >= minimum else None for n in (all_.hearts, all_.hands))
    return PublicCounts(hearts, hands, minimum)


def public_counts_of(session: Session, ref: str) -> PublicCounts:
    """The same by reference. Raises `Unknown`."""
    return public_counts(session, find(session, ref).id)


def stays_as() -> ColumnElement[int]:
    """The id of the initiative that another counts for: itself, or what it was merged into."""
    merged = Initiative.status == Moderation.MERGED
    return case((merged, Initiative.merged_into_id), else_=Initiative.id)


def _whole(initiative_ids: Sequence[int]) -> Select[int]:
    """The ids of these, and of all that were merged into them."""
    part = aliased(Initiative)
    merged = (part.status == Moderation.MERGED) & part.merged_into_id.in_(initiative_ids)
    return select(part.id).where(or_(part.id.in_(initiative_ids), merged))
