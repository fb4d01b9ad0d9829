"""How figures, amounts and short names read on a page, and what every page knows."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import format_currency, format_decimal
from flask import Flask, g

from models.plan.reading import AreaView, Frame, load_areas, load_frame
from models.settings import Settings
from panel import edge
from panel.public import language

# How much of a text a card or a description shows.
SHORT = 160


def frame() -> Frame:
    """The gemeente, read once per request."""
    if "frame" not in g:
        g.frame = load_frame(edge.session())
    read: Frame = g.frame
    return read


def areas() -> tuple[AreaView, ...]:
    """Stadsdelen and wijken, read once per request."""
    if "areas" not in g:
        g.areas = load_areas(edge.session())
    read: tuple[AreaView, ...] = g.areas
    return read


def number(value: float) -> str:
    """42,1 in Dutch, 42.1 in English; at most one decimal."""
    return str(format_decimal(value, format="#,##0.#", locale=language.current()))


def euro(value: int) -> str:
    return str(
        format_currency(
            value, "EUR", format="¤ #,##0", locale=language.current(), currency_digits=False
        )
    )


def short(text: str, length: int = SHORT) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length].rsplit(" ", 1)[0]
    return f"{cut or line[:length]} …"


def key_of(value: object) -> str:
    """The last part of the text key of a status: `op koers` becomes `op_koers`."""
    return str(value).replace(" ", "_").replace("-", "_")


def basemap_origin(settings: Settings) -> Sequence[str]:
    """Where the tiles of the background map come from, for the security policy."""
    if settings.basemap_url is None:
        return ()
    parts = urlsplit(settings.basemap_url)
    return (f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}",)


def install(app: Flask, settings: Settings) -> None:
    # Where the database cannot be read, an error page still says which gemeente this is.
    fallback = settings.gemeente.replace("-", " ").title()

    @app.context_processor
    def common() -> dict[str, Any]:
        read = g.get("frame")
        return {"frame": read, "gemeente": read.name if read else fallback}

    app.jinja_env.globals.update(
        number=number, euro=euro, short=short, key_of=key_of, base_url=settings.base_url
    )
