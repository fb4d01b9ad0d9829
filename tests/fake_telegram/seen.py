"""What a person sees of one message."""

from dataclasses import dataclass
from typing import Any

Wire = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """One message on a person's screen. `buttons` are the labels under it, row by row."""

    message_id: int
    text: str
    by_bot: bool
    buttons: tuple[tuple[str, ...], ...]
    kind: str
    edited: bool
    deleted: bool
    reactions: tuple[str, ...]
    message: Wire

    @property
    def labels(self) -> tuple[str, ...]:
        """All buttons in reading order."""
        return tuple(label for row in self.buttons for label in row)

    @property
    def entities(self) -> list[Wire]:
        entities: list[Wire] = self.message.get("entities") or []
        return entities or self.message.get("caption_entities") or []

    def part(self, entity: Wire) -> str:
        """The piece of text that an entity covers."""
        units = self.text.encode("utf-16-le")
        start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
        return units[start:end].decode("utf-16-le")

    def __str__(self) -> str:
        who = "bot" if self.by_bot else "you"
        what = self.text if self.kind == "text" else f"({self.kind}) {self.text}"
        marks = " [edited]" * self.edited + " [deleted]" * self.deleted
        rows = "".join("\n      " + " | ".join(f"[{one}]" for one in row) for row in self.buttons)
        return f"{who}: {what}{marks}{rows}"


KINDS = (
    "text", "photo", "document", "venue", "location", "voice", "video", "sticker", "contact",
)  # fmt: skip


def seen(post: Wire) -> Seen:
    """From one post as the control door tells it."""
    message = post["message"]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return Seen(
        message_id=message["message_id"],
        text=message.get("text", message.get("caption", "")),
        by_bot=post["by_bot"],
        buttons=tuple(tuple(button["text"] for button in row) for row in rows),
        kind=next((kind for kind in KINDS if kind in message), "service"),
        edited=post["edits"] > 0,
        deleted=post["deleted"],
        reactions=tuple(one.get("emoji", "") for one in post["reactions"]),
        message=message,
    )
