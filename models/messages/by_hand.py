"""What a colleague tells somebody without a chat: by letter or by phone, as a to-do each.

Nothing leaves by itself. The message is final in the outbox, and a row here stays open until a
colleague says that it was told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, DateTime, ForeignKey, Select, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.bulk import among
from models.initiatives.contributions import Contribution
from models.messages.outbox import OutMessage
from models.messages.outgoing import Json, MessageJson
from models.people.residents import Address, Channel, Resident
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from texts.render import plain

BY_HAND = frozenset({Channel.LETTER, Channel.PHONE})
# What only makes sense beside buttons, and what a letter says instead.
_INSTEAD: Mapping[str, str] = {
    "news.asked_how": "by_hand.answer",
    "news.declined_look": "by_hand.look",
    "news.offered_how": "by_hand.offered",
    "said.offered_how": "by_hand.offered",
}


class ByHand(Base):
    """A message that a colleague must pass on. It goes with its message."""

    __tablename__ = "by_hand"

    outbox_id: Mapped[int] = mapped_column(
        ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


@dataclass(frozen=True)
class ToTell:
    """One to-do: whom, how, and the words. `contact` is how they gave it, a line or more."""

    id: int
    ref: str
    channel: Channel
    contact: str
    asked_at: datetime
    language: str
    paragraphs: Sequence[str]


def keep(session: Session, dedupes: Sequence[str], now: datetime) -> None:
    """Make a to-do of each of these messages. Repeating adds nothing."""
    asked = select(OutMessage.id, literal(now, DateTime(timezone=True))).where(
        among(OutMessage.dedupe, dedupes)
    )
    new = insert(ByHand).from_select(["outbox_id", "asked_at"], asked)
    session.execute(new.on_conflict_do_nothing())


def waiting(session: Session, staff: Staff) -> Sequence[ToTell]:
    """All of them, who waits longest first. Their contact is read: the caller logs that."""
    rows = session.execute(
        _mine(staff, ByHand, OutMessage, Address, Resident.language, Contribution.ref).order_by(
            ByHand.asked_at, ByHand.outbox_id
        )
    )
    return [_to_tell(*row) for row in rows]


def find(session: Session, staff: Staff, id_: int) -> ToTell | None:
    """One that still waits, or None: also where it is another stadsdeel's."""
    which = _mine(staff, ByHand, OutMessage, Address, Resident.language, Contribution.ref)
    row = session.execute(which.where(ByHand.outbox_id == id_)).first()
    return _to_tell(*row) if row else None


def told(session: Session, staff: Staff, id_: int, now: datetime) -> bool:
    """Close a to-do. False where somebody did so before, or it is not for this colleague."""
    mine = _mine(staff, ByHand).where(ByHand.outbox_id == id_).with_for_update(of=ByHand)
    row = session.scalar(mine)
    if row is None:
        return False
    row.told_at, row.told_by_id = now, staff.id
    return True


def in_words(body: MessageJson, language: str) -> Sequence[str]:
    """The paragraphs of a message as they are printed or read out: no buttons."""
    return [_words(say, language) for say in body["says"]]


def without_buttons(draft: MessageJson) -> MessageJson:
    """The same message for a letter: what speaks of buttons says how else to answer."""
    return {"says": [_for_paper(say) for say in draft["says"]]}


def _for_paper(say: Json) -> Json:
    instead = _INSTEAD.get(str(say.get("key")))
    return {**say, "key": instead} if instead else say


def _words(say: Json, language: str) -> str:
    return str(say["words"]) if "words" in say else plain(say, language)


def _mine(staff: Staff, *columns: Any) -> Select[Any]:
    """What waits in the stadsdelen of this colleague: of the contribution, or of the resident."""
    return (
        select(*columns)
        .select_from(ByHand)
        .join(OutMessage, OutMessage.id == ByHand.outbox_id)
        .join(Address, Address.id == OutMessage.address_id)
        .join(Resident, Resident.id == Address.resident_id)
        .outerjoin(Contribution, Contribution.id == OutMessage.contribution_id)
        .outerjoin(Area, Area.id == Resident.wijk_id)
        .where(
            ByHand.told_at.is_(None),
            # Whoever was erased hears nothing more; their address goes within the hour.
            Resident.erased_at.is_(None),
            within(_where(), staff, Act.ON_BEHALF),
        )
    )


def _where() -> ColumnElement[int]:
    return func.coalesce(Contribution.stadsdeel_id, Area.stadsdeel_id)


def _to_tell(
    row: ByHand, message: OutMessage, address: Address, language: str, ref: str | None
) -> ToTell:
    return ToTell(
        id=row.outbox_id,
        ref=ref or "",
        channel=address.channel,
        contact=address.external_id or "",
        asked_at=row.asked_at,
        language=language,
        paragraphs=in_words(without_buttons(_body(message)), language),
    )


def _body(message: OutMessage) -> MessageJson:
    """Nothing is left of a message that was emptied."""
    return cast(MessageJson, message.body) if message.body else {"says": []}
