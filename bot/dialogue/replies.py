"""What the conversation says back. Keys and parameters only: the words are in `texts/`."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Say:
    """A catalogue text and its parameters. A resident's own words are a parameter."""

    key: str
    params: dict[str, "str | int | date | Say"] = field(default_factory=dict)


def say(key: str, **params: "str | int | date | Say") -> Say:
    return Say(key, params)


@dataclass(frozen=True)
class Words:
    """Words as they are, in the language they were written in (`nl` for the gemeente's own)."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Choice:
    """A button or a row of a list.

    `value` is checked against what is on offer, or is a command ("/mijn Z-0142"), which is
    never out of date. With `url` it opens a page and is no answer. A label is at most 20
    characters as a button and 24 as a row; a channel may cut it with an ellipsis.
    """

    value: str
    label: Say | Words
    url: str = ""


@dataclass(frozen=True)
class Reply:
    """One message: paragraphs, then either at most 3 buttons or a list of at most 10 rows.

    `ask_place` lets a channel offer its own way to share a place; `photos` are shown above.
    """

    says: tuple[Say | Words, ...]
    buttons: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    ask_place: bool = False
    ask_photo: bool = False
    photos: tuple[str, ...] = ()
    place: tuple[float, float, str] | None = None
