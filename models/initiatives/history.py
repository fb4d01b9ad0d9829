"""Every move and act on a contribution: who, from, to, why, when."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.append_only import only_added
from models.base import Base, BigId
from models.initiatives.person_keys import PersonKey, key_of


class Actor(StrEnum):
    """Who acted."""

    RESIDENT = "inwoner"
    STAFF = "medewerker"
    SYSTEM = "systeem"


class HistoryRow(Base):
    """One act. Rows are only added; what is personal in one is sealed under its person's key.

    `message` is the exact text that went to the resident; `note` stays inside. `words` is what
    was said in this act: a question of staff, an answer of the resident. `changes` is what else
    the act changed: before and after, by the name of the column. All of them are None for ever
    once the person was erased.
    """

    __tablename__ = "history"

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[Actor]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(String(32))
    from_status: Mapped[str | None] = mapped_column(String(32))
    to_status: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(Text)
    # No foreign key: the id stays when the key is gone.
    key_id: Mapped[int | None]
    sealed_words: Mapped[bytes | None] = mapped_column("words", LargeBinary)
    sealed_note: Mapped[bytes | None] = mapped_column("note", LargeBinary)
    sealed_message: Mapped[bytes | None] = mapped_column("message", LargeBinary)
    sealed_changes: Mapped[bytes | None] = mapped_column("changes", LargeBinary)

    key: Mapped[PersonKey | None] = relationship(
        primaryjoin="foreign(HistoryRow.key_id) == PersonKey.id", viewonly=True, lazy="joined"
    )

    @property
    def words(self) -> str | None:
        return self._opened(self.sealed_words)

    @property
    def note(self) -> str | None:
        return self._opened(self.sealed_note)

    @property
    def message(self) -> str | None:
        return self._opened(self.sealed_message)

    @property
    def changes(self) -> Mapping[str, tuple[Any, Any]]:
        opened = self._opened(self.sealed_changes)
        return {name: (was, became) for name, (was, became) in json.loads(opened or "{}").items()}

    def _opened(self, sealed: bytes | None) -> str | None:
        return None if sealed is None or self.key is None else self.key.open(sealed)


# What went out is known when it was sent: just after the act, in the same transaction.
only_added(
    HistoryRow,
    completed_while=(
        "OLD.message IS NULL AND (OLD.key_id IS NULL OR OLD.key_id = NEW.key_id)"
        " AND to_jsonb(OLD) - '{message,key_id}'::text[]"
        " = to_jsonb(NEW) - '{message,key_id}'::text[]"
    ),
)


def tell_privately(
    session: Session,
    row: HistoryRow,
    words: str | None = None,
    note: str | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Put what is personal in a row that is about to be added."""
    if not (words or note or changes):
        return
    key = key_of(session, row.contribution_id)
    row.key_id = key.id
    row.sealed_words = key.seal(words) if words else None
    row.sealed_note = key.seal(note) if note else None
    row.sealed_changes = key.seal(json.dumps(changes)) if changes else None


def keep_message(session: Session, row: HistoryRow, text: str) -> None:
    """Keep the text that went out about a row, in the transaction that wrote the row."""
    key = key_of(session, row.contribution_id)
    row.key_id, row.sealed_message = key.id, key.seal(text)
