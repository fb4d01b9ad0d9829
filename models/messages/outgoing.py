"""The shape of a message on its way out: JSON, so that it can wait in the outbox.

`texts.render` reads the says; channels show the choices. The dialogue has its own classes for
the same shape (it imports nothing); `bot/turn.py` turns those into this.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict

Json = dict[str, Any]


class ChoiceJson(TypedDict):
    """A button. `value` is a command such as `/mijn Z-0142`, so it is never out of date."""

    value: str
    label: Json
    url: NotRequired[str]


class MessageJson(TypedDict):
    """What one message says, in order, and the choices under it.

    `layout` is `buttons` (at most 3, of 20 characters) or `rows` (at most 10, of 24). `turn` is
    the number of the question that the choices answer; without it each value is a command.
    `photos` are photo ids; `place` is latitude, longitude and the place in words. `leave` is
    for a group that we were put in: say this, and go.
    """

    says: list[Json]
    choices: NotRequired[list[ChoiceJson]]
    layout: NotRequired[str]
    turn: NotRequired[int]
    ask_place: NotRequired[bool]
    ask_photo: NotRequired[bool]
    photos: NotRequired[list[str]]
    place: NotRequired[list[float | str] | None]
    leave: NotRequired[bool]


def say(key: str, **params: object) -> Json:
    """A catalogue text. Dates become days; other values must be str, int or a say."""
    return {"key": key, "params": {name: _param(value) for name, value in params.items()}}


def words(text: str, language: str = "") -> Json:
    """Words that are shown exactly as they are; `language` is the one they are written in."""
    return {"words": text, "language": language} if language else {"words": text}


def choice(value: str, label: Json) -> ChoiceJson:
    return {"value": value, "label": label}


def link(url: str, label: Json) -> ChoiceJson:
    """A button that opens a page of ours."""
    return {"value": "", "label": label, "url": url}


def message(says: Sequence[Json], choices: Sequence[ChoiceJson] = ()) -> MessageJson:
    return {"says": list(says), "choices": list(choices)}


def _param(value: object) -> object:
    return {"day": value.isoformat()} if isinstance(value, date) else value
