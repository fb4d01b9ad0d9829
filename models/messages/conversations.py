"""Where each address stands in its conversation. Only a turn writes here."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.keys import EncryptedJson


class Conversation(Base):
    """The dialogue's state of one address, encrypted. `version` counts its turns."""

    __tablename__ = "conversation"

    address_id: Mapped[int] = mapped_column(
        ForeignKey("address.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    version: Mapped[int]
    changed_at: Mapped[datetime]
