"""Telegram's HTML parse mode, read strictly.

Source: https://core.telegram.org/bots/api#html-style
"""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.fake_telegram.errors import ApiError, bad_request
from tests.fake_telegram.utf16 import length

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "span": "spoiler",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z-]*)(?P<attributes>[^<>]*)>|&(?P<entity>#?\w+);|(?P<angle><)"
)
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


@dataclass
class Open:
    """A tag that waits for its end."""

    tag: str
    entity: dict[str, Any]
    at: int


@dataclass
class Reader:
    """Collects plain text and entities; offsets count UTF-16 units of the plain text."""

    source: str
    text: str = ""
    units: int = 0
    open: list[Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.text += text
        self.units += length(text)

    def refusal(self, why: str, at: int) -> ApiError:
        offset = len(self.source[:at].encode())
        return bad_request(f"can't parse entities: {why} at byte offset {offset}")

    def start(self, tag: str, attributes: str, at: int) -> None:
        entity = self._entity(tag, attributes, at)
        self.open.append(Open(tag, entity | {"offset": self.units}, at))

    def _entity(self, tag: str, attributes: str, at: int) -> dict[str, Any]:
        values = {
            name.lower(): unescaped(double or single or bare)
            for name, double, single, bare in ATTRIBUTE.findall(attributes)
        }
        if tag not in KINDS or (tag == "span" and values.get("class") != "tg-spoiler"):
            raise self.refusal(f'Unsupported start tag "{tag}"', at)
        if tag == "a":
            return {"type": "text_link", "url": values.get("href", "")}
        if tag == "blockquote" and "expandable" in values:
            return {"type": "expandable_blockquote"}
        return {"type": KINDS[tag]}

    def end(self, tag: str, at: int) -> None:
        if not self.open:
            raise self.refusal("Unexpected end tag", at)
        opened = self.open.pop()
        if tag not in ("", opened.tag):
            why = f'Unmatched end tag, expected "</{opened.tag}>", found "</{tag}>"'
            raise self.refusal(why, at)
        size = self.units - opened.entity["offset"]
        if size:
            self.entities.append(opened.entity | {"length": size})


def read(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities. Raises ApiError where a tag is unknown, left open or crossed."""
    reader = Reader(source)
    place = 0
    for token in TOKEN.finditer(source):
        reader.add(source[place : token.start()])
        place = token.end()
        _take(reader, token)
    reader.add(source[place:])
    if reader.open:
        last = reader.open[-1]
        why = f'Can\'t find end tag corresponding to start tag "{last.tag}"'
        raise reader.refusal(why, last.at)
    return reader.text, sorted(reader.entities, key=lambda one: (one["offset"], -one["length"]))


def _take(reader: Reader, token: re.Match[str]) -> None:
    if token["angle"]:
        raise reader.refusal('Unsupported start tag ""', token.start())
    if token["entity"]:
        reader.add(unescaped(token[0]))
    elif token["close"]:
        reader.end(token["tag"].lower(), token.start())
    else:
        reader.start(token["tag"].lower(), token["attributes"], token.start())


def unescaped(text: str) -> str:
    """The text with Telegram's four named and all numeric references; others stay as they are."""
    return re.sub(r"&(#?\w+);", _reference, text)


def _reference(found: re.Match[str]) -> str:
    name = found[1]
    if number := re.fullmatch(r"#(?:x([0-9a-fA-F]+)|([0-9]+))", name):
        code = int(number[1], 16) if number[1] else int(number[2])
        return chr(code) if 0 < code < 0x110000 else found[0]
    return NAMED.get(name, found[0])
