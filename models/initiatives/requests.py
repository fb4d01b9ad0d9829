"""What a resident asks of staff after a decision: another text on the site, or a second look."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from models.base import Base
from models.initiatives.contributions import Contribution, PlaceKind
from models.keys import EncryptedJson, EncryptedText


class LookOutcome(StrEnum):
    """What the second person said: the decision stays, or it is decided anew."""

    STAYS = "blijft"
    ANEW = "opnieuw"


class SecondLook(Base):
    """That a second person looks at what was not placed. One row, so once; it is no bezwaar.

    Open until `decided_at`. What the resident wrote with it stands in history.
    """

    __tablename__ = "second_look"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[LookOutcome | None]


class ChangeRequest(Base):
    """The text that a resident wants on the site instead of what stands there, until decided.

    Whole, so that both versions can be laid side by side. Without a `place_kind` the place
    stays as it is, without a `wijk_id` the wijk. `pin` is latitude and longitude.
    """

    __tablename__ = "change_request"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(EncryptedText)
    body: Mapped[str | None] = mapped_column(EncryptedText)
    place_kind: Mapped[PlaceKind | None]
    place_text: Mapped[str | None] = mapped_column(EncryptedText)
    pin: Mapped[list[float] | None] = mapped_column(EncryptedJson)
    wijk_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))


def look_of(contribution: Contribution) -> SecondLook | None:
    """The second look at this contribution, open or decided."""
    session = object_session(contribution)
    return session.get(SecondLook, contribution.id) if session else None


def change_of(contribution: Contribution) -> ChangeRequest | None:
    """The change that its author asks for, while nobody decided on it."""
    session = object_session(contribution)
    return session.get(ChangeRequest, contribution.id) if session else None


def wants_look() -> ColumnElement[bool]:
    """For a query on contributions: a second look waits for somebody."""
    waiting = select(SecondLook.contribution_id).where(SecondLook.decided_at.is_(None))
    return Contribution.id.in_(waiting)


def wants_change() -> ColumnElement[bool]:
    """For a query on contributions: another text waits for a decision."""
    return Contribution.id.in_(select(ChangeRequest.contribution_id))


def drop(session: Session, contribution_id: int) -> None:
    """Nobody needs to decide any more. A second look that was taken stays for the counts."""
    change = ChangeRequest.contribution_id == contribution_id
    look = (SecondLook.contribution_id == contribution_id) & SecondLook.decided_at.is_(None)
    session.execute(delete(ChangeRequest).where(change))
    session.execute(delete(SecondLook).where(look))
