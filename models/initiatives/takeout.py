"""Everything that we hold of one resident, as JSON that a person and a program can read.

A table that names a resident, a chat or a contribution stands in `SHOWN`, or in `WITHHELD` with
the reason; a test walks the schema and finds what stands in neither.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from models.base import Base
from models.initiatives.contributions import Contribution
from models.initiatives.history import HistoryRow
from models.people.residents import Address, Channel, Resident
from texts.render import plain, text

# The columns of each table that are about the person, in the order in which they are told.
SHOWN: Mapping[str, Sequence[str]] = {
    "resident": ("language", "wijk_id", "sixteen_or_older", "muted", "created_at", "last_seen_at"),
    "address": ("channel", "external_id", "created_at", "closed_at"),
    "consent": ("kind", "given", "wording", "changed_at"),
    "checkin_taken": ("checkin_id", "asked_at", "answered"),
    "contribution": (
        *("ref", "kind", "submitted_at", "status", "status_changed_at", "language"),
        *("title", "body", "public_title", "public_body", "offered_title", "offered_body"),
        *("name", "show_name", "place_kind", "place_text", "lon", "lat", "people_visible"),
        *("question", "realisation", "advice"),
    ),
    # Also `words` and `message`, which their own key opens.
    "history": ("id", "contribution_id", "at", "actor", "act", "to_status", "reason"),
    "change_request": (
        *("contribution_id", "asked_at", "title", "body"),
        *("place_kind", "place_text", "pin", "wijk_id"),
    ),
    "second_look": ("contribution_id", "asked_at", "decided_at", "outcome"),
    "link": ("contribution_id", "opgave_id", "linked_at"),
    "place_plan": ("contribution_id", "started_at", "changed_at", "handed_in_at"),
    "place_plan_answer": ("contribution_id", "key", "turn", "answer", "note", "answered_at"),
    "photo": ("id", "contribution_id", "created_at", "width", "height", "data"),
    "support": ("contribution_id", "kind", "name", "given_at"),
    "follow": ("contribution_id", "opgave_id", "since"),
    "follow_up": ("contribution_id", "phase", "asked_at", "answer", "answered_at"),
    "unasked": ("at",),
    "call_request": ("phone", "asked_at", "due_on"),
    "seat": ("meeting_id", "taken_at"),
    "recognition": ("opgave_id", "answer", "words", "answered_on"),
    "conversation": ("state", "changed_at"),
    "inbox": ("received_at", "body"),
    "outbox": ("created_at", "state", "body"),
    "merge": ("merged_at", "undone_at"),
    # Without what colleagues wrote to each other about it.
    "block": ("reason", "ends_on", "proposed_at", "decided_at", "closed_at", "closed_as"),
}
# Tables that name a person and tell nothing of them beyond what stands above.
WITHHELD: Mapping[str, str] = {
    "person_key": "the key of their words in history, which stand above",
    "takeout_link": "the very link that opens this file",
    "advice_request": "what colleagues ask each other, as the notes in history",
    "prepared_decision": "what a colleague thinks of deciding, before anything is decided",
    "device_code": "a code that is valid for some minutes and opens a talk",
}


def collect(session: Session, resident_id: int, now: datetime) -> dict[str, Any]:
    """All of it. Rows of a table are in the order in which they came."""
    resident = session.get_one(Resident, resident_id)
    rows = {name: _rows(session, name, resident) for name in SHOWN}
    _open_history(session, rows["history"])
    about = text("takeout.about", resident.language)
    return {"about": about, "made_at": now.isoformat()} | rows


def _rows(session: Session, name: str, resident: Resident) -> list[dict[str, Any]]:
    table = Base.metadata.tables[name]
    columns = [table.c[column] for column in SHOWN[name]]
    found = session.execute(
        select(*columns).where(whose(table, resident.id)).order_by(*table.primary_key)
    )
    told = [
        {key: _readable(value, resident.language) for key, value in row.items()}
        for row in found.mappings()
    ]
    for row in told:
        if row.get("channel") == Channel.WEB:
            # The key of their browser: who finds the file must not come in with it.
            row["external_id"] = None
    return told


def _open_history(session: Session, told: Sequence[dict[str, Any]]) -> None:
    ids = [row.pop("id") for row in told]
    opened = {
        row.id: row for row in session.scalars(select(HistoryRow).where(HistoryRow.id.in_(ids)))
    }
    for row, id_ in zip(told, ids, strict=True):
        row |= {"words": opened[id_].words, "message": opened[id_].message}


def whose(table: Table, resident_id: int) -> ColumnElement[bool]:
    """The rows of a table that belong to this resident, by any key that leads to them.

    What hangs on a contribution is theirs only where it names no resident of its own: else it is
    of whoever supports it, or objects to it.
    """
    if table.name == "resident":
        return table.c.id == resident_id
    chats = select(Address.id).where(Address.resident_id == resident_id)
    ideas = select(Contribution.id).where(Contribution.resident_id == resident_id)
    keys = [key.in_([resident_id]) for key in _keys_to(table, "resident")]
    keys += [key.in_(chats) for key in _keys_to(table, "address")]
    return or_(*(keys or [key.in_(ideas) for key in _keys_to(table, "contribution")]))


def _keys_to(table: Table, other: str) -> list[Column[Any]]:
    return [key.parent for key in table.foreign_keys if key.column.table.name == other]


def _readable(value: Any, language: str) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return _bytes(value)
    if isinstance(value, dict) and "says" in value:
        # A message of ours, in the words in which it was read.
        return [plain(say, language) for say in value["says"]]
    return value if isinstance(value, dict | str | int | float | None) else str(value)


def _bytes(value: bytes) -> str:
    """What was said is text; a picture is base64."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()
