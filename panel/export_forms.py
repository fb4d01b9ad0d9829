"""Lines of an export as CSV, as a workbook and as GeoJSON, written one by one to a file.

A spreadsheet runs what begins with a sign of a formula. No cell here does: in CSV such a text
gets an apostrophe, in a workbook every text is told to be one.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

import xlsxwriter

from models.desk.exporting import Cell, Line
from models.initiatives.terms import AMSTERDAM

# Also those that look alike in other scripts, and what a program may strip before it looks.
_SIGNS = tuple("=+-@\t\r\n\0|%＝＋－＠")
# What a workbook holds: rows of a sheet, characters of a cell.
SHEET_ROWS, CELL_LENGTH = 1_048_576, 32_767

Writer = Callable[[IO[bytes], Sequence[str], Iterable[Line]], int]


@dataclass(frozen=True)
class Form:
    """A kind of file."""

    suffix: str
    mimetype: str
    write: Writer


def write_csv(file: IO[bytes], heads: Sequence[str], lines: Iterable[Line]) -> int:
    """With semicolons and a mark of its encoding, as a Dutch spreadsheet opens it at once."""
    out, n = io.TextIOWrapper(file, "utf-8-sig", newline=""), 0
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(heads)
    for line in lines:
        n += 1
        rows.writerow([_harmless(_written(cell)) for cell in line.cells])
    out.flush()
    out.detach()
    return n


def write_xlsx(file: IO[bytes], heads: Sequence[str], lines: Iterable[Line]) -> int:
    """Row by row through a file, never whole in memory."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    n = 0
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads)
        for n, line in enumerate(lines, 1):
            for column, cell in enumerate(line.cells):
                value = _written(cell)
                if isinstance(value, str):
                    sheet.write_string(n, column, value[:CELL_LENGTH])
                elif value is not None:
                    sheet.write_number(n, column, value)
    return n


def write_geojson(file: IO[bytes], heads: Sequence[str], lines: Iterable[Line]) -> int:
    """Every line, with a point where its place may be told."""
    n = 0
    file.write(b'{"type": "FeatureCollection", "features": [')
    for n, line in enumerate(lines, 1):
        properties = dict(zip(heads, map(_written, line.cells), strict=True))
        point = {"type": "Point", "coordinates": line.place} if line.place else None
        feature = {"type": "Feature", "geometry": point, "properties": properties}
        file.write(b",\n" if n > 1 else b"\n")
        file.write(json.dumps(feature, ensure_ascii=False).encode("utf-8", "replace"))
    file.write(b"\n]}\n")
    return n


FORMS: Mapping[str, Form] = {
    "csv": Form("csv", "text/csv", write_csv),
    "xlsx": Form(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx
    ),
    "geojson": Form("geojson", "application/geo+json", write_geojson),
}


def _written(cell: Cell) -> str | int | float | None:
    if isinstance(cell, datetime):
        return cell.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else cell


def _harmless(value: str | int | float | None) -> str | int | float | None:
    if isinstance(value, str) and (value.startswith(_SIGNS) or value.lstrip().startswith(_SIGNS)):
        return f"'{value}"
    return value
