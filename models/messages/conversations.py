"""Where each address stands in its conversation. Only a turn writes here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.bulk import insert_rows, run
from models.keys import EncryptedJson, Sealed


class Conversation(Base):
    """The dialogue's state of one address, encrypted. `version` counts its turns."""

    __tablename__ = "conversation"
    # Every turn writes here: where a page has room, no index is touched.
    __table_args__ = ({"postgresql_with": {"fillfactor": 80}},)

    address_id: Mapped[int] = mapped_column(
        ForeignKey("address.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    version: Mapped[int]
    changed_at: Mapped[datetime]


def keep(
    session: Session, states: Mapping[int, Sealed], versions: Sequence[int], now: datetime
) -> None:
    """Write where these addresses stand now: the sealed state of each, and its version."""
    addresses, sealed = list(states), list(states.values())
    run(session, _kept(), address_id=addresses, state=sealed, version=versions, changed_at=now)


@cache
def _kept() -> Executable:
    new = insert_rows(Conversation, ["address_id", "state", "version"], ["changed_at"])
    changed = {name: new.excluded[name] for name in ("state", "version", "changed_at")}
    return new.on_conflict_do_update(index_elements=["address_id"], set_=changed)
