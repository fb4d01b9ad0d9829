"""Reads YAML with the line of every part, and only the YAML that a beheerder needs.

Plain values are text, whole or decimal numbers, days (2026-11-30), true, false or nothing:
`yes`, `0900-8844` and `12:30` stay text. A key given twice and an alias are mistakes.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel

from models.plan.loading.documents import Document, Lines, check
from models.plan.loading.documents import Path as Place
from models.plan.loading.problems import Report
from models.plan.loading.text_file import read_text

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

Checked = TypeVar("Checked", bound=BaseModel)


def read_yaml(path: Path, model: type[Checked], report: Report) -> Document[Checked] | None:
    """The checked content of a YAML file, or None with its problems in the report."""
    raw = _parse(path, report)
    if raw is None:
        return None
    record = check(model, raw)
    return None if record is None else Document(raw.file, record, raw.lines, report)


def _parse(path: Path, report: Report) -> Document[Any] | None:
    text = read_text(path, report)
    if text is None:
        return None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        line = _line_of(error, text)
        report.add(path.name, line, "yaml_tab" if _has_tab(text, line) else "yaml_broken")
        return None
    return _Builder(path.name, report).document(node)


def _line_of(error: Exception, text: str) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    # The reader itself stumbled over a character; it knows only how far it came.
    return text.count("\n", 0, int(getattr(error, "position", 0))) + 1


def _has_tab(text: str, line: int) -> bool:
    lines = text.split("\n")
    return line <= len(lines) and "\t" in lines[line - 1]


class _Builder:
    """Turns YAML's nodes into plain values, and remembers the line of each."""

    def __init__(self, file: str, report: Report) -> None:
        self._file = file
        self._report = report
        self._lines: dict[Place, int] = {}
        self._seen: set[int] = set()
        self._good = True

    def document(self, node: yaml.Node | None) -> Document[Any] | None:
        content = {} if node is None else self._value(node, ())
        if not self._good:
            return None
        return Document(self._file, content, Lines(self._lines), self._report)

    def _value(self, node: yaml.Node, place: Place) -> Any:
        if id(node) in self._seen:
            self._problem(node, "yaml_alias")
            return None
        self._seen.add(id(node))
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, (*place, index)) for index, each in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                self._problem(key_node, "yaml_twice", field=key)
            self._lines[(*place, key)] = key_node.start_mark.line + 1
            found[key] = self._value(value_node, (*place, key))
        return found

    def _problem(self, node: yaml.Node, key: str, **params: object) -> None:
        self._good = False
        self._report.add(self._file, node.start_mark.line + 1, key, **params)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return _day_or_text(text) if _DAY.fullmatch(text) else text


def _day_or_text(text: str) -> date | str:
    """A day that does not exist stays text, so that the check names it as no date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
