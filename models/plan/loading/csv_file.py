"""Reads CSV with the line of every row. Rows that begin with # are remarks.

Commas or, as a Dutch spreadsheet writes them, semicolons. An empty cell is no value.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from models.plan.loading.documents import Document, Lines, check
from models.plan.loading.documents import Path as Place
from models.plan.loading.problems import Report
from models.plan.loading.text_file import read_text

Checked = TypeVar("Checked", bound=BaseModel)
Row = tuple[int, list[str]]


def read_csv(
    path: Path, model: type[Checked], report: Report
) -> Document[tuple[Checked, ...]] | None:
    """The checked rows of a CSV file, or None with its problems in the report."""
    text = read_text(path, report)
    rows = None if text is None else _rows(text, path.name, report)
    if not rows:
        return None
    (head_line, head), *body = rows
    if not _head_fits(head, model, path.name, head_line, report):
        return None
    return _records(path.name, [name.strip() for name in head], body, model, report)


def _rows(text: str, file: str, report: Report) -> list[Row] | None:
    # As csv wants it: line ends kept, and no others than line feed and carriage return.
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(_without_remarks(lines), delimiter=_delimiter(lines), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        report.add(file, reader.line_num, "csv_broken")
        return None
    if not rows:
        report.add(file, None, "csv_empty")
    return rows


def _without_remarks(lines: list[str]) -> Iterator[str]:
    # An empty line stays in its place, so that the reader keeps counting.
    return ("\n" if line.startswith("#") else line for line in lines)


def _delimiter(lines: list[str]) -> str:
    head = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return ";" if head.count(";") > head.count(",") else ","


def _head_fits(
    head: list[str], model: type[BaseModel], file: str, line: int, report: Report
) -> bool:
    names = [name.strip() for name in head]
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    missing = [name for name, field in fields.items() if field.is_required() and name not in names]
    unknown = [name for name in names if name not in fields]
    twice = sorted({name for name in names if names.count(name) > 1})
    for key, wrong in (("no_column", missing), ("unknown_column", unknown), ("yaml_twice", twice)):
        for name in wrong:
            report.add(file, line, key, field=name)
    return not (missing or unknown or twice)


def _records(
    file: str, head: list[str], body: list[Row], model: type[Checked], report: Report
) -> Document[tuple[Checked, ...]] | None:
    places: dict[Place, int] = {(index,): line for index, (line, _) in enumerate(body)}
    lines = Lines(places)
    records: list[Checked] = []
    for index, (line, cells) in enumerate(body):
        if len(cells) != len(head):
            report.add(file, line, "csv_cells", n=len(cells), expected=len(head))
            continue
        pairs = zip(head, cells, strict=True)
        values = {name: cell.strip() for name, cell in pairs if cell.strip()}
        record = check(model, Document(file, values, lines, report), (index,))
        if record is not None:
            records.append(record)
    # A row that is wrong shifts the others; then their lines no longer hold.
    return Document(file, tuple(records), lines, report) if len(records) == len(body) else None
