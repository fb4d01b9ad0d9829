"""How figures, amounts and short names read on a page, and what every page knows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from flask import Flask, g

from models.initiatives.terms import local_day
from models.plan.reading import AreaView, Frame, load_areas, load_frame, load_sources
from models.plan.reading_figures import FigureView
from models.settings import Settings
from panel import edge
from panel.public import language

# How much of a text a card or a description shows.
SHORT = 160
# Units whose highest value is ten.
TO_TEN = frozenset({"rapportcijfer", "schaal 0-10"})


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


def sources() -> Mapping[str, str]:
    """The lines under maps and figures, read once per request, and only where one is shown."""
    if "sources" not in g:
        g.sources = load_sources(edge.session())
    read: Mapping[str, str] = g.sources
    return read


def short_day(value: date | datetime) -> str:
    """27 november 2026, without the day of the week."""
    local = local_day(value) if isinstance(value, datetime) else value
    return str(format_date(local, format="long", locale=language.current()))


def bar_top(figure: FigureView) -> float:
    """The value of a full bar: of a percentage 100, of a mark 10, else the largest shown."""
    if figure.unit == "%":
        return 100
    shown = [value for _, value in figure.values] + [figure.city or 0]
    return max([10.0 if figure.unit in TO_TEN else 0.0, *shown]) or 1


def number(value: float) -> str:
    """42,1 in Dutch, 42.1 in English; at most one decimal."""
    return str(format_decimal(value, format="#,##0.#", locale=language.current()))


def figure_text(value: float, unit: str) -> str:
    """A figure with one decimal, so that those beside each other compare: 80,7% or 5,0."""
    said = format_decimal(value, format="#,##0.0", locale=language.current())
    return f"{said}%" if unit == "%" else str(said)


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


def install(app: Flask, settings: Settings, demo: bool) -> None:
    # Where the database cannot be read, an error page still says which gemeente this is.
    fallback = settings.gemeente.replace("-", " ").title()

    @app.context_processor
    def common() -> dict[str, Any]:
        read = g.get("frame")
        return {"frame": read, "gemeente": read.name if read else fallback}

    app.jinja_env.globals.update(
        number=number,
        euro=euro,
        figure_text=figure_text,
        short=short,
        short_day=short_day,
        key_of=key_of,
        sources=sources,
        bar_top=bar_top,
        base_url=settings.base_url,
        basemap=settings.basemap_url,
        demo=demo,
    )
