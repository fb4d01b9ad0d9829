"""A channel with WhatsApp's limits, which no deployment has yet: whatever fits here fits anywhere.

It takes what WhatsApp's Cloud API takes and refuses the rest (developers.facebook.com/docs/
whatsapp/cloud-api: interactive reply buttons, lists, text, location and media messages, as read
in November 2026). Nothing can be edited, there are no commands, and a button opens no page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.events import Choose
from bot.dialogue.replies import Choice
from tests.dialogue.talking import Shown

Json = dict[str, Any]

TEXT, BODY, CAPTION = 4096, 1024, 1024
BUTTONS, BUTTON, BUTTON_ID = 3, 20, 256
ROWS, ROW, ROW_ID = 10, 24, 200
# What opens a list.
LIST = "Kies"


class Refused(AssertionError):
    """The Cloud API would answer 400."""


@dataclass
class Phone:
    """What one person has on their screen. Buttons stay where they are, also old ones."""

    messages: list[Json] = field(default_factory=list)

    def take(self, message: Json) -> None:
        check(message)
        self.messages.append(message)

    def press(self, title: str, turn: int | None) -> Choose:
        """The newest button or row of this title; or the one under question `turn`."""
        for message in reversed(self.messages):
            for reply in replies_of(message):
                value = Choose(*_known(reply["id"]))
                if reply["title"] == title and turn in (None, value.turn):
                    return value
        raise AssertionError(f"no button {title!r} on the screen")


def messages_of(shown: Shown) -> Iterator[Json]:
    """One of our messages as WhatsApp's: pictures and places first, the choices under the end."""
    reply = shown.reply
    yield from ({"type": "image", "image": {"id": photo}} for photo in reply.photos)
    if reply.place:
        lat, lon, name = reply.place
        yield {"type": "location", "location": {"latitude": lat, "longitude": lon, "name": name}}
    links = [f"{shown.label(one)}: {one.url}" for one in reply.choices if one.url]
    choices = [one for one in reply.choices if not one.url]
    *before, last = _pieces("\n".join([shown.text(), *links]), BODY if choices else TEXT)
    yield from (_text(piece) for piece in before)
    yield _asked(shown, last, choices) if choices else _text(last)


def _text(words: str) -> Json:
    return {"type": "text", "text": {"body": words}}


def _asked(shown: Shown, words: str, choices: Sequence[Choice]) -> Json:
    listed = bool(shown.reply.rows) or len(choices) > BUTTONS
    each = [{"id": f"{shown.turn}:{one.value}", "title": shown.label(one)} for one in choices]
    if listed:
        action: Json = {"button": LIST, "sections": [{"rows": each}]}
    else:
        action = {"buttons": [{"type": "reply", "reply": one} for one in each]}
    kind = "list" if listed else "button"
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": words}, "action": action},
    }


def _pieces(words: str, last: int) -> list[str]:
    """Cut at a line, so that the last piece has room for what stands under it."""
    lines, pieces = words.split("\n"), [""]
    for line in lines:
        longer = f"{pieces[-1]}\n{line}" if pieces[-1] else line
        if len(longer) <= last:
            pieces[-1] = longer
        else:
            pieces.append(line)
    return [piece for piece in pieces if piece.strip()]


def replies_of(message: Json) -> list[Json]:
    action = message.get("interactive", {}).get("action", {})
    buttons = [one["reply"] for one in action.get("buttons", ())]
    return buttons + [row for section in action.get("sections", ()) for row in section["rows"]]


def check(message: Json) -> None:
    """Raises Refused where a limit is passed."""
    kind = message["type"]
    if kind == "text":
        _within("text", message["text"]["body"], TEXT)
    elif kind == "interactive":
        _check_interactive(message["interactive"])
    elif kind not in ("image", "location"):
        raise Refused(f"no message of type {kind}")


def _check_interactive(asked: Json) -> None:
    _within("body", asked["body"]["text"], BODY)
    replies = replies_of({"interactive": asked})
    listed = asked["type"] == "list"
    most, title, key = (ROWS, ROW, ROW_ID) if listed else (BUTTONS, BUTTON, BUTTON_ID)
    if not 0 < len(replies) <= most:
        raise Refused(f"{len(replies)} choices")
    for reply in replies:
        _within("title", reply["title"], title)
        _within("id", reply["id"], key)
    for what in ("title", "id"):
        if len({reply[what] for reply in replies}) < len(replies):
            raise Refused(f"two of one {what}")


def _within(what: str, words: str, most: int) -> None:
    if not words.strip() or len(words) > most:
        raise Refused(f"{what} of {len(words)} characters: {words[:60]!r}")


def _known(key: str) -> tuple[str, int]:
    turn, _, value = key.partition(":")
    return value, int(turn)
