"""What every template of the house can call: texts, days, moments, addresses of our files."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from flask import Flask
from markupsafe import Markup, escape

from models.initiatives.terms import AMSTERDAM, local_day
from texts.render import Part, render, text
from texts.render import day as day_text

STATIC = Path(__file__).parent / "static"
STRONG = Markup("<strong>{}</strong>")
PARAGRAPH = Markup("<p class='utrecht-paragraph'>{}</p>")


def install(app: Flask, language: Callable[[], str]) -> None:
    """Give an application's templates `t`, `say_html`, `day`, `moment` and `static`.

    `language` tells the language of the page that is being made.
    """
    app.jinja_env.globals.update(
        t=lambda key, **params: text(key, language(), **params),
        say_html=lambda say, other=None: say_html(say, other or language()),
        day=lambda value: day(value, language()),
        short_day=lambda value, today: short_day(value, today, language()),
        moment=lambda value: moment(value, language()),
        clock=clock,
        static=static,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def say_html(say: Mapping[str, Any], language: str) -> Markup:
    """A message as paragraphs with strong words. People's own words are only ever text."""
    lines = list(chain.from_iterable(_lines(part) for part in render(say, language)))
    paragraphs: list[list[Markup]] = [[Markup()]]
    for line, new in lines:
        if not new:
            paragraphs[-1][-1] += line
        elif paragraphs[-1][-1]:
            paragraphs[-1].append(line)
        elif line or len(paragraphs[-1]) > 1:
            paragraphs.append([line])
    kept = ([line for line in lines if line] for lines in paragraphs)
    return Markup("").join(PARAGRAPH.format(Markup("<br>").join(one)) for one in kept if one)


def _lines(part: Part) -> list[tuple[Markup, bool]]:
    """The lines of a part, each with whether it begins a new line."""
    pieces = part.text.split("\n")
    marked = [STRONG.format(piece) if part.strong and piece else escape(piece) for piece in pieces]
    return [(piece, index > 0) for index, piece in enumerate(marked)]


def day(value: date | datetime, language: str) -> str:
    """A day as people say it; of a moment, the day that it was in the gemeente."""
    return day_text(local_day(value) if isinstance(value, datetime) else value, language)


def short_day(value: date | datetime, today: date, language: str) -> str:
    """The same in a list: "27 november", with its year where that is not this one."""
    known = local_day(value) if isinstance(value, datetime) else value
    return _short(known, language, known.year == today.year)


@lru_cache(2000)
def _short(value: date, language: str, this_year: bool) -> str:
    return format_date(value, "d MMMM" if this_year else "d MMMM y", locale=language)


def moment(value: datetime, language: str) -> str:
    """A day and a time in the gemeente: "27 november 2026, 10:14"."""
    return format_datetime(value, "d MMMM y, HH:mm", tzinfo=AMSTERDAM, locale=language)


def clock(value: datetime) -> str:
    """A time of day in the gemeente, to the second: "10:14:32"."""
    return f"{value.astimezone(AMSTERDAM):%H:%M:%S}"


def static(path: str) -> str:
    """The address of a file in `panel/static`. It changes when the file does."""
    return f"/static/{path}?v={_mark(path)}"


@lru_cache
def _mark(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
