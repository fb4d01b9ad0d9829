"""A file that was read: its checked content, and the line of every part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.plan.loading.problems import Report

Path = tuple[str | int, ...]
Content = TypeVar("Content")
Checked = TypeVar("Checked", bound=BaseModel)

# pydantic's own names of mistakes -> our sentences. What is not here is "invalid".
_KEYS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "no_text",
    "string_too_short": "empty",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "bad_form",
    "int_type": "no_number",
    "int_parsing": "no_number",
    "int_from_float": "no_number",
    "float_type": "no_number",
    "float_parsing": "no_number",
    "finite_number": "no_number",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "greater_than": "out_of_range",
    "less_than": "out_of_range",
    "date_type": "no_date",
    "date_parsing": "no_date",
    "date_from_datetime_parsing": "no_date",
    "date_from_datetime_inexact": "no_date",
    "bool_type": "no_yes_or_no",
    "bool_parsing": "no_yes_or_no",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "tuple_type": "no_list",
    "list_type": "no_list",
    "too_long": "too_many",
    "too_short": "too_few",
    "model_type": "no_fields",
    "dict_type": "no_fields",
    "model_attributes_type": "no_fields",
}


class Lines:
    """Where each part of a file stands. A part without a line of its own has its parent's."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self._lines = lines

    def at(self, path: Path) -> int:
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


@dataclass(frozen=True)
class Document(Generic[Content]):
    """`content` as read from `file`."""

    file: str
    content: Content
    lines: Lines
    report: Report

    def problem(self, path: Path, key: str, **params: object) -> None:
        """Reports a mistake at that part of the file."""
        self.report.add(self.file, self.lines.at(path), key, **params)


def check(model: type[Checked], document: Document[Any], path: Path = ()) -> Checked | None:
    """The content as a record. Its mistakes go to the report, and then it is None."""
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _tell(document, path, detail)
        return None


def _tell(document: Document[Any], path: Path, detail: ErrorDetails) -> None:
    place = (*path, *detail["loc"])
    key = _key(detail)
    context = detail.get("ctx", {})
    params = {**context, "field": _field(place), "value": _short(detail["input"])}
    params["expected"] = str(context.get("expected", "")).replace(" or ", " of ")
    document.problem(place, key, **params)


def _key(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind.startswith("load."):
        # A validator of ours names its own sentence.
        return kind.removeprefix("load.")
    if detail["input"] is None:
        return "empty"
    if kind in ("too_long", "too_short") and isinstance(detail["input"], str):
        kind = f"string_{kind}"
    return _KEYS.get(kind, "invalid")


def _field(place: Path) -> str:
    return str(next((part for part in reversed(place) if isinstance(part, str)), "?"))


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
