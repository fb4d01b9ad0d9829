"""What everybody is measured with: a talk as it went with our dialogue, and a reminder.

`talk.json` holds seven steps (what a person says or taps, and the answer with its keyboard) and
the message of a broadcast. `python -m bench.write_talk` makes it anew from the dialogue and
Zwolle's texts; the rivals send the very same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.stub.people import Line

TALK = Path(__file__).with_name("talk.json")
BOT = "4200"
TOKEN = f"{BOT}:bench"
# What a newcomer says (between brackets: taps). Two of the answers change what we know of them.
SAID = (
    *("/start", "8022", "[Ja]", "idee", "[Nee, ik begin meteen]"),
    *("Een bank bij de speeltuin", "[Ontmoeten]"),
)
# The chats that get a broadcast are numbered from here.
FIRST_CHAT = 50_000_000


@dataclass(frozen=True)
class Step:
    """What a person does, and the `sendMessage` that answers it (without its chat)."""

    said: str
    tapped: bool
    answer: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.answer["text"])

    @property
    def entities(self) -> Sequence[Mapping[str, Any]]:
        return tuple(self.answer.get("entities", ()))

    @property
    def buttons(self) -> Sequence[Mapping[str, Any]]:
        """One a row."""
        rows = self.answer.get("reply_markup", {}).get("inline_keyboard", ())
        return [button for row in rows for button in row]


def steps() -> Sequence[Step]:
    return [Step(**step) for step in _kept()["talk"]]


def broadcast() -> Step:
    """What all of them hear, though nobody said anything."""
    return Step("", False, _kept()["broadcast"])


def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TALK.read_text(encoding="utf-8"))
    return found


def lines() -> Sequence[Line]:
    """The talk as the stub needs it."""
    talk = steps()
    before = [None, *talk[:-1]]
    return [
        Line(_json(_update(step, last)), _json({"ok": True, "result": sent(step.answer)}))
        for step, last in zip(talk, before, strict=True)
    ]


def sent(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Telegram's own words about a message that it took."""
    me = {"id": 4200, "is_bot": True, "first_name": "Wijk", "username": "wijk_bot"}
    return {"message_id": "@ID@", "from": me, "chat": _CHAT, "date": 1_795_000_000, **answer}


_PERSON = {"id": "@CHAT@", "is_bot": False, "first_name": "Ria", "language_code": "nl"}
_CHAT = {"id": "@CHAT@", "first_name": "Ria", "type": "private"}


def _update(step: Step, last: Step | None) -> dict[str, Any]:
    if step.tapped and last:
        under = sent(last.answer)
        query = {"id": "77@ID@", "from": _PERSON, "message": under, "chat_instance": "-1"}
        return {"update_id": "@ID@", "callback_query": {**query, "data": step.said}}
    message = {"message_id": "@ID@", "from": _PERSON, "chat": _CHAT, "date": 1_795_000_000}
    message["text"] = step.said
    if step.said.startswith("/"):
        length = len(step.said.split()[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"update_id": "@ID@", "message": message}


def _json(value: object) -> bytes:
    """With the places of the numbers as numbers; an id that is a word keeps its quotes."""
    found = json.dumps(value, separators=(",", ":"))
    return found.replace('"@ID@"', "@ID@").replace('"@CHAT@"', "@CHAT@").encode()
