"""Staff: accounts, roles per stadsdeel, invitations, waarneming. Who may do what stands in
`rights`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.append_only import only_added
from models.base import Base, BigId
from models.keys import EncryptedText

Changed = Mapping[str, tuple[Any, Any]]
"""What stood in each column before and after."""


class RoleName(StrEnum):
    """The roles of the glossary. Where `stadsdeel` is empty on a role, it holds city-wide."""

    WIJKMANAGER = "wijkmanager"
    WIJKMEDEWERKER = "wijkmedewerker"
    COORDINATOR = "coordinator"
    REDACTEUR = "redacteur"
    COMMUNICATIE = "communicatie"
    MEELEZER = "meelezer"
    AUDITOR = "auditor"
    BEHEERDER = "beheerder"


class Staff(Base):
    """A colleague's account. `fs_uniquifier` changes to end all sessions at once.

    `totp_secret` is what their phone makes codes from, and `totp_counter` the last one that was
    taken: none works twice (`models.people.second_step`).
    `oidc_mark` tells who they are at the gemeente's own login (`models.people.outside`).
    """

    __tablename__ = "staff"

    id: Mapped[BigId]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(String(255))
    # Whether single keys do something on the pages of the desk.
    keys: Mapped[bool] = mapped_column(default=True, server_default="true")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_counter: Mapped[int | None]
    oidc_mark: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)

    roles: Mapped[list["StaffRole"]] = relationship(
        back_populates="staff", cascade="all, delete-orphan", lazy="selectin"
    )
    # The roles of colleagues for whom they stand in at the moment that this is read.
    lent: Mapped[list["StaffRole"]] = relationship(
        secondary=lambda: Waarneming.__table__,
        primaryjoin=lambda: and_(Staff.id == Waarneming.stand_in_id, Waarneming.holds()),
        secondaryjoin=lambda: and_(
            StaffRole.staff_id == Waarneming.absent_id, StaffRole.role == RoleName.WIJKMANAGER
        ),
        viewonly=True,
        lazy="selectin",
    )


class StaffRole(Base):
    """A role in one stadsdeel (for rights the tenant), or in the whole city when empty."""

    __tablename__ = "staff_role"
    __table_args__ = (UniqueConstraint("staff_id", "role", "stadsdeel_id"),)

    id: Mapped[BigId]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    role: Mapped[RoleName]
    stadsdeel_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))

    staff: Mapped[Staff] = relationship(back_populates="roles")


class Waarneming(Base):
    """A wijkmanager who is away, and the colleague who stands in until they are back.

    From `starts_at` up to `ends_at`; the rights go by that alone, at every request.
    """

    __tablename__ = "waarneming"

    id: Mapped[BigId]
    absent_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    @classmethod
    def holds(cls) -> ColumnElement[bool]:
        """The condition that it goes on now, by the database's clock."""
        return and_(cls.starts_at <= func.now(), cls.ends_at > func.now())


class Invitation(Base):
    """A one-time link for a first password. Only the hash of its token is kept."""

    __tablename__ = "staff_invitation"

    id: Mapped[BigId]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class StaffEvent(Base):
    """What colleagues did that is no act on a contribution: logging in, accounts, lists.

    `by_id` is empty for the command line. `subject` names one row (`category 3`); `detail`
    says what changed, without residents' words. `changes` is what stood in the row before and
    after, by the name of the column, as JSON.
    """

    __tablename__ = "staff_event"
    __table_args__ = (Index("ix_staff_event_at", "at", "id"),)

    id: Mapped[BigId]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(String(400), default="", server_default="")
    changes: Mapped[str | None] = mapped_column(Text)

    @property
    def changed(self) -> Changed:
        return read_changed(self.changes)

    @changed.setter
    def changed(self, pairs: Changed) -> None:
        self.changes = json.dumps(pairs, ensure_ascii=False) if pairs else None


only_added(StaffEvent)


def read_changed(written: str | None) -> Changed:
    """`StaffEvent.changes` as it was before it was written down."""
    return {name: (was, became) for name, (was, became) in json.loads(written or "{}").items()}
