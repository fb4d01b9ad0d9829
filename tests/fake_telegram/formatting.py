"""What Telegram makes of a text, its parse mode and its entities; and what it refuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from aiogram.enums import MessageEntityType
from aiogram.types import MessageEntity

from tests.fake_telegram import html
from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.utf16 import Units, length

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
MOST_ENTITIES = 100
KINDS = frozenset(kind.value for kind in MessageEntityType)
LINK = re.compile(r"(https?|tg)://[^\s]+$")
SPOTTED = (
    ("bot_command", re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@\w+)?(?![\w/])")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(r"https?://\S+")),
)


@dataclass(frozen=True)
class Formatted:
    """Plain text with its entities, or None for none, as a Message carries them."""

    text: str
    entities: list[MessageEntity] | None


def formatted(
    text: str, parse_mode: object, entities: Iterable[MessageEntity] | None, limit: int
) -> Formatted:
    """The text as people would see it. Raises ApiError for what Telegram would not take.

    `parse_mode` is a string when one was given; aiogram's own default mark counts as none.
    """
    _refuse_undecodable(text)
    found = list(entities or ())
    if isinstance(parse_mode, str) and parse_mode:
        text, found = _parsed(text, parse_mode)
    _refuse_entities(text, found)
    text, found = _trimmed(text, found)
    if length(text) > limit:
        what = "message is too long" if limit == TEXT_LIMIT else "message caption is too long"
        raise bad_request(what)
    return Formatted(text, found or None)


def required(formatted_text: Formatted) -> Formatted:
    """Raises ApiError when nothing is left to read."""
    if not formatted_text.text:
        raise bad_request("text must be non-empty")
    return formatted_text


def spotted(text: str) -> list[MessageEntity] | None:
    """The entities that a Telegram app finds by itself in what a person types."""
    found = [
        MessageEntity(type=kind, offset=length(text[: hit.start()]), length=length(hit[0]))
        for kind, pattern in SPOTTED
        for hit in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: entity.offset) or None


def _refuse_undecodable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _parsed(text: str, parse_mode: str) -> tuple[str, list[MessageEntity]]:
    if parse_mode.lower() != "html":
        raise bad_request(f"unsupported parse_mode {parse_mode!r}: this fake reads HTML only")
    plain, entities = html.read(text)
    return plain, [MessageEntity(**entity) for entity in entities]


def _refuse_entities(text: str, entities: list[MessageEntity]) -> None:
    if len(entities) > MOST_ENTITIES:
        raise bad_request("too many entities")
    units = Units(text) if entities else None
    for entity in entities:
        assert units is not None
        _refuse_entity(units, entity)
    _refuse_crossing(entities)


def _refuse_entity(units: Units, entity: MessageEntity) -> None:
    start, end = entity.offset, entity.offset + entity.length
    if entity.type not in KINDS:
        raise bad_request(f"can't parse MessageEntity: unsupported type {entity.type!r}")
    if start < 0 or end <= start or end > len(units):
        raise bad_request(f"entity from {start} to {end} is not inside the text")
    if units.splits_symbol(start) or units.splits_symbol(end):
        raise bad_request(f"entity from {start} to {end} begins or ends in the middle of a symbol")
    if entity.type == "text_link" and not LINK.match(entity.url or ""):
        raise bad_request(f"entity from {start} to {end} has no URL that can be opened")


def _refuse_crossing(entities: list[MessageEntity]) -> None:
    """One may lie within another; Telegram splits those that cross, which is never meant."""
    ends: list[int] = []
    for entity in sorted(entities, key=lambda one: (one.offset, -one.length)):
        while ends and ends[-1] <= entity.offset:
            ends.pop()
        if ends and entity.offset + entity.length > ends[-1]:
            raise bad_request(f"entity at {entity.offset} crosses the end of another")
        ends.append(entity.offset + entity.length)


def _trimmed(text: str, entities: list[MessageEntity]) -> tuple[str, list[MessageEntity]]:
    """Telegram takes white space off both ends and moves the entities along."""
    plain = text.strip()
    if len(plain) == len(text) or not entities:
        return plain, entities
    shift, size = length(text[: len(text) - len(text.lstrip())]), length(plain)
    moved = []
    for entity in entities:
        start = max(entity.offset - shift, 0)
        end = min(entity.offset + entity.length - shift, size)
        if end > start:
            moved.append(entity.model_copy(update={"offset": start, "length": end - start}))
    return plain, moved
