"""What a channel itself says of our bot: what waits there, and what went wrong."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class ChannelView(Base):
    """The channel's last word about one bot. `pending`: updates that it could not hand over yet.

    `elsewhere`: it hands them to another address than ours. `error` is the channel's own text
    about its last failed try, at `error_at`.
    """

    __tablename__ = "channel_view"

    bot: Mapped[str] = mapped_column(String(32), primary_key=True)
    looked_at: Mapped[datetime]
    pending: Mapped[int]
    elsewhere: Mapped[bool]
    error_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))


def saw(session: Session, view: ChannelView) -> None:
    """Keep this as the last word about its bot."""
    names = [column.name for column in ChannelView.__table__.columns]
    values = {name: getattr(view, name) for name in names}
    row = insert(ChannelView).values(values)
    kept = {name: value for name, value in values.items() if name != "bot"}
    session.execute(row.on_conflict_do_update(index_elements=[ChannelView.bot], set_=kept))


def seen_at(session: Session, bot: str) -> datetime | None:
    """When we last heard what the channel says of this bot."""
    return session.scalar(select(ChannelView.looked_at).where(ChannelView.bot == bot))
