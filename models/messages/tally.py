"""How the messages of each five minutes fared, kept after the messages themselves are gone."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.people.residents import Channel


class MessageTally(Base):
    """The messages that became final in the five minutes from `began_at`, of one channel.

    `answered`: updates of residents whose first reply was sent; `in_1s` and `in_10s`: those of
    them within so many seconds of coming in; `missed`: whose first reply failed or is unknown.
    """

    __tablename__ = "message_tally"

    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    sent: Mapped[int]
    failed: Mapped[int]
    unknown: Mapped[int]
    expired: Mapped[int]
    answered: Mapped[int]
    in_1s: Mapped[int]
    in_10s: Mapped[int]
    missed: Mapped[int]
