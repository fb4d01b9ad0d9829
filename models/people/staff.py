"""Staff: accounts, roles per stadsdeel, invitations. Who may do what stands in `rights`."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigId


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
    """A colleague's account. `fs_uniquifier` changes to end all sessions at once."""

    __tablename__ = "staff"

    id: Mapped[BigId]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    roles: Mapped[list["StaffRole"]] = relationship(
        back_populates="staff", cascade="all, delete-orphan", lazy="selectin"
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


class Invitation(Base):
    """A one-time link for a first password. Only the hash of its token is kept."""

    __tablename__ = "staff_invitation"

    id: Mapped[BigId]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
