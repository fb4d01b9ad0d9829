"""A bot's pause after "too many requests", and the lease of the one who polls or sends."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Pause(Base):
    """No call of this bot starts before `until`, whoever sends and whatever restarts."""

    __tablename__ = "pause"

    bot: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200))


class Lease(Base):
    """One process at a time does `name`. `fence` goes up with each new holder."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    fence: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime]
