"""What a turn says, on its way into the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from bot.dialogue.replies import Reply, reply_to_json
from models.bulk import Columns, insert_rows, run
from models.keys import Sealed, seal_json
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import MessageJson, message, say
from models.messages.receiving import Work, wake
from models.messages.sending import READ_CHANNELS
from models.messages.taking import Waiting


@dataclass(frozen=True)
class Said:
    """One message to whoever wrote `to`. `dedupe` names that row and its place among replies."""

    to: Waiting
    dedupe: str
    body: Sealed


def to_message(reply: Reply, turn: int) -> MessageJson:
    """A reply of the dialogue in the shape of the outbox. `turn` numbers its question."""
    json = reply_to_json(reply)
    return {
        "says": json["says"],
        "choices": json["rows"] or json["buttons"],
        "layout": "rows" if json["rows"] else "buttons",
        "turn": turn,
        "ask_place": json["ask_place"],
        "ask_photo": json["ask_photo"],
        "photos": json["photos"],
        "place": json["place"],
    }


def broken(row: Waiting) -> Sequence[Said]:
    """What a person hears when their words were set aside: sorry, and how to go on."""
    if row.closed or not row.address_id:
        return []
    return [Said(row, f"in:{row.id}:broken", seal_json(message([say("house.broken")])))]


def too_much(row: Waiting) -> Sequence[Said]:
    """What a person hears who says more than we read."""
    return [Said(row, f"in:{row.id}:0", seal_json(message([say("house.too_much")])))]


def news(row: Waiting, name: str, reply: Reply) -> Said:
    """A reply that asks nothing, beside what else this row is answered."""
    return Said(row, f"in:{row.id}:{name}", seal_json(message(reply_to_json(reply)["says"])))


def group_sorry(row: Waiting, phone: str) -> Sequence[Said]:
    """We talk with one person at a time; say so in the group, and leave."""
    if row.closed:
        return []
    body = message([say("unsupported.group", phone=phone)])
    body["leave"] = True
    return [Said(row, f"in:{row.id}:group", seal_json(body))]


def write_all(session: Session, said: Sequence[Said], now: datetime) -> None:
    """Put a batch of messages in the outbox in one statement. Repeating adds nothing."""
    if said:
        columns = _columns(said, now)
        run(session, _new(tuple(columns)), **columns, lane=Lane.TALK, created_at=now)
        wake(session, Work.MESSAGES)


@cache
def _new(columns: tuple[str, ...]) -> Executable:
    return insert_rows(OutMessage, columns, ["lane", "created_at"]).on_conflict_do_nothing()


def _columns(said: Sequence[Said], now: datetime) -> Columns:
    # Nothing leaves for who reads: their row is final at once.
    read = [one.to.channel in READ_CHANNELS for one in said]
    return {
        "address_id": [one.to.address_id for one in said],
        "bot": [one.to.bot for one in said],
        "dedupe": [one.dedupe for one in said],
        "body": [one.body for one in said],
        "state": [OutState.SENT if final else OutState.QUEUED for final in read],
        "done_at": [now if final else None for final in read],
    }
