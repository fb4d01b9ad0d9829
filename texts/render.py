"""From a key and its parameters to parts that a channel can show.

A message is JSON, so that it can wait in the outbox (see `models/messages/outgoing.py`):

    {"key": "propose.idea", "params": {"name": "Ria", "due": {"day": "2026-11-30"}}}
    {"words": "Can you tell us how wide it is?"}        words of a person, shown as they are

A parameter is a string, a number, a day (`{"day": ISO date}`) or another say (`{"key": ...}`).
Catalogue texts may mark `**strong**`; parameters never can.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from babel.dates import format_date

from texts.catalogue import find

_STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Part:
    """A run of text. Newlines count: one breaks the line, two the paragraph."""

    text: str
    strong: bool = False


def render(say: Mapping[str, Any], language: str) -> tuple[Part, ...]:
    """The parts of one say in one language. Raises UnknownKey or KeyError on a mistake of ours."""
    if "words" in say:
        return (Part(str(say["words"])),)
    if not say.get("params"):
        return _fixed(str(say["key"]), language)
    params = {name: _value(raw, language) for name, raw in say.get("params", {}).items()}
    template = find(str(say["key"]), language).form(_count(say))
    return tuple(Part(_fill(text, params), strong) for text, strong in _runs(template))


@cache
def _fixed(key: str, language: str) -> tuple[Part, ...]:
    """A sentence without parameters. Kept, since most buttons are one."""
    runs = _runs(find(key, language).form(1))
    return tuple(Part(_fill(text, {}), strong) for text, strong in runs)


def plain(say: Mapping[str, Any], language: str) -> str:
    """The same as one string without marks."""
    return "".join(part.text for part in render(say, language))


def text(key: str, language: str, **params: object) -> str:
    """One catalogue text as a string, for templates, labels and the command line."""
    return plain({"key": key, "params": params}, language) if params else _label(key, language)


@cache
def _label(key: str, language: str) -> str:
    """Kept, since a page has two hundred of them."""
    return plain({"key": key}, language)


def _count(say: Mapping[str, Any]) -> int:
    n = say.get("params", {}).get("n", 1)
    return n if isinstance(n, int) else 1


@cache
def _runs(template: str) -> Sequence[tuple[str, bool]]:
    """Kept for each template of the catalogues: they are few, and rendered all day."""
    pieces = enumerate(_STRONG.split(template))
    return [(piece, index % 2 == 1) for index, piece in pieces if piece]


def _fill(template: str, params: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: params[match[1]], template)


def _value(raw: object, language: str) -> str:
    if isinstance(raw, Mapping) and "day" in raw:
        return day(date.fromisoformat(str(raw["day"])), language)
    if isinstance(raw, Mapping):
        return plain(raw, language)
    if isinstance(raw, date):
        return day(raw, language)
    return str(raw)


@lru_cache(2000)
def day(value: date, language: str) -> str:
    """A day as people say it: "vrijdag 27 november 2026"."""
    return format_date(value, format="full", locale=language)
