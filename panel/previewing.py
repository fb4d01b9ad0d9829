"""Showing a message before it goes out, and making sure that exactly that one goes."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from models.messages.outgoing import MessageJson
from models.people.residents import Channel
from texts.render import plain


@dataclass(frozen=True)
class Paragraph:
    """A run of words and the language they are in."""

    text: str
    language: str


@dataclass(frozen=True)
class Preview:
    """A frozen message as its reader will see it; without one nothing goes out."""

    body: MessageJson | None
    language: str
    channel: Channel | None

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        says = self.body["says"] if self.body else []
        return [
            Paragraph(str(say["words"]), str(say.get("language") or self.language)) for say in says
        ]

    @property
    def spoken(self) -> str:
        """The languages that are in it: `nl`, `en`, or `en_nl` where a reader gets both."""
        return "_".join(sorted({paragraph.language for paragraph in self.paragraphs}))

    @property
    def buttons(self) -> Sequence[str]:
        """The labels of the buttons under it."""
        choices = self.body.get("choices", []) if self.body else []
        return [plain(choice["label"], self.language) for choice in choices]

    @property
    def mark(self) -> str:
        """Stands for this very message: whoever sends must have seen the same one."""
        return mark(self.body)


def mark(*bodies: object) -> str:
    """Sixteen characters that differ when what goes out differs."""
    said = json.dumps(bodies, sort_keys=True).encode("utf-8")
    return hashlib.sha256(said).hexdigest()[:16]
