"""What one inbox row says, whatever channel it came by."""

from dataclasses import dataclass

from bot.dialogue.events import Event


class NotUnderstood(Exception):
    """These bytes are no update of this channel. The row is set aside with this reason."""


@dataclass(frozen=True)
class FileRef:
    """A file that still lies with the channel. `size` is 0 where the channel did not say.

    `album` is the same for files that were sent together.
    """

    file_id: str
    size: int
    caption: str
    album: str = ""


@dataclass(frozen=True)
class Heard:
    """An event, or nothing to answer (None): a member who joined, a message of our own.

    `group`: it was said in a group, where we do not talk. `blocked`: they closed the chat
    (True), or opened it again (False).
    """

    event: Event | None = None
    file: FileRef | None = None
    group: bool = False
    blocked: bool | None = None
