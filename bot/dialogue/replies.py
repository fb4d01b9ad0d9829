"""What the conversation says back. Keys and parameters only: the words are in `texts/`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Json = dict[str, Any]


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
    `place` is latitude, longitude and its name, with perhaps a second line of where it is.
    """

    says: tuple[Say | Words, ...]
    buttons: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    ask_place: bool = False
    ask_photo: bool = False
    photos: tuple[str, ...] = ()
    place: tuple[float, float, str] | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.buttons + self.rows

    @property
    def _open(self) -> bool:
        """Nothing stands under it, so what follows may be said in the same message."""
        return not (self.choices or self.place or self.ask_place or self.ask_photo)


def merged(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """The same in as few messages as possible: plain words join the message after them."""
    messages: list[Reply] = []
    for reply in replies:
        if messages and messages[-1]._open and not (reply.photos or reply.place):
            messages[-1] = _joined(messages[-1], reply)
        else:
            messages.append(reply)
    return tuple(messages)


def _joined(first: Reply, second: Reply) -> Reply:
    return Reply(
        first.says + second.says,
        second.buttons,
        second.rows,
        second.ask_place,
        second.ask_photo,
        first.photos,
    )


# The same as JSON: what the state keeps of the present question, and what `texts.render` reads.


def words_to_json(words: Say | Words) -> Json:
    if isinstance(words, Words):
        return {"words": words.text, "language": words.language}
    params = {name: _param(raw) for name, raw in words.params.items()} if words.params else {}
    return {"key": words.key, "params": params}


def _param(raw: "str | int | date | Say") -> object:
    if isinstance(raw, str | int):
        return raw
    if isinstance(raw, Say):
        return words_to_json(raw)
    return {"day": raw.isoformat()}


def words_from_json(json: Mapping[str, Any]) -> Say | Words:
    if "words" in json:
        return Words(str(json["words"]), str(json.get("language", "")))
    return Say(str(json["key"]), {name: _value(raw) for name, raw in json["params"].items()})


def _value(raw: object) -> "str | int | date | Say":
    if isinstance(raw, str | int):
        return raw
    if isinstance(raw, Mapping) and "day" in raw:
        return date.fromisoformat(str(raw["day"]))
    if isinstance(raw, Mapping):
        inner = words_from_json(raw)
        if isinstance(inner, Words):
            raise TypeError("a parameter cannot be somebody's words in a frame of their own")
        return inner
    raise TypeError(f"not a parameter: {type(raw).__name__}")


def choice_to_json(choice: Choice) -> Json:
    return {"value": choice.value, "label": words_to_json(choice.label), "url": choice.url}


def choice_from_json(json: Mapping[str, Any]) -> Choice:
    return Choice(str(json["value"]), words_from_json(json["label"]), str(json.get("url", "")))


def reply_to_json(reply: Reply) -> Json:
    return {
        "says": [words_to_json(words) for words in reply.says],
        "buttons": [choice_to_json(choice) for choice in reply.buttons],
        "rows": [choice_to_json(choice) for choice in reply.rows],
        "ask_place": reply.ask_place,
        "ask_photo": reply.ask_photo,
        "photos": list(reply.photos),
        "place": list(reply.place) if reply.place else None,
    }


def reply_from_json(json: Mapping[str, Any]) -> Reply:
    """Raises KeyError, TypeError or ValueError where this is not the JSON of a reply."""
    return Reply(
        says=tuple(words_from_json(words) for words in json["says"]),
        buttons=tuple(choice_from_json(choice) for choice in json["buttons"]),
        rows=tuple(choice_from_json(choice) for choice in json["rows"]),
        ask_place=bool(json["ask_place"]),
        ask_photo=bool(json["ask_photo"]),
        photos=tuple(str(photo) for photo in json["photos"]),
        place=_place(json["place"]),
    )


def _place(raw: Any) -> tuple[float, float, str] | None:
    if raw is None:
        return None
    lat, lon, label = raw
    return float(lat), float(lon), str(label)
