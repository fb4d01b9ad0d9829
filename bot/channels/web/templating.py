"""What the chat's templates can call, and messages as HTML in which words are only ever text."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Flask, g
from markupsafe import Markup, escape

from models.initiatives.terms import AMSTERDAM, local_day
from texts.catalogue import DEFAULT_LANGUAGE, direction
from texts.render import Part, render, text
from texts.render import day as day_text

# The public application serves these files; here we only need to know when one changes.
STATIC = Path(__file__).resolve().parents[3] / "panel" / "static"
_STRONG = Markup("<strong>{}</strong>")
_BREAK = Markup("<br>")


def install(app: Flask) -> None:
    app.jinja_env.globals.update(t=_text, strong=_strong, lang=page_language, static=static)
    app.jinja_env.globals.update(direction=direction)
    app.jinja_env.filters.update(day=_day, clock=_clock)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def page_language() -> str:
    """The language of the page that is being made."""
    return str(g.get("language", DEFAULT_LANGUAGE))


def speak(language: str) -> None:
    """Make the rest of this answer in this language."""
    g.language = language


def _text(key: str, **params: object) -> str:
    return text(key, page_language(), **params)


def _strong(key: str, **params: object) -> Markup:
    """One text of the page with its strong words."""
    return _BREAK.join(paragraphs({"key": key, "params": params}, page_language()))


def _day(moment: datetime) -> str:
    return day_text(local_day(moment), page_language())


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%H:%M}"


def paragraphs(say: Mapping[str, Any], language: str) -> list[Markup]:
    """One say as the insides of paragraphs: an empty line parts them, a newline breaks the line."""
    return grouped(_lines(render(say, language)))


def plain_paragraphs(words: str) -> list[Markup]:
    """A person's own words in the same way."""
    return grouped(escape(line) for line in words.split("\n"))


def grouped(lines: Iterable[Markup]) -> list[Markup]:
    return [_BREAK.join(some) for filled, some in groupby(lines, key=bool) if filled]


def _lines(parts: Iterable[Part]) -> Iterator[Markup]:
    line = Markup()
    for part in parts:
        first, *others = part.text.split("\n")
        line += _marked(first, part.strong)
        for other in others:
            yield line
            line = _marked(other, part.strong)
    yield line


def _marked(piece: str, strong: bool) -> Markup:
    return _STRONG.format(piece) if strong and piece else escape(piece)


def static(path: str) -> str:
    """The address of one of our files. It changes when the file does."""
    return f"/static/{path}?v={_mark(path)}"


@lru_cache
def _mark(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
