"""JSON as fast as it can be had: orjson, and for what it refuses Python's own.

People can send half an emoji (a lone surrogate), which orjson does not take. Both read and write
the same JSON, so nobody need know which one it was.
"""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import orjson

Made = TypeVar("Made")

# Dates and data classes are written down on purpose or not at all.
_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def dumps(value: Any) -> bytes:
    """JSON in UTF-8. Raises TypeError or ValueError for what is none, or is nested too deep."""
    try:
        return orjson.dumps(value, option=_STRICT)
    except TypeError:
        return _shallow(json.dumps, value).encode("ascii")


def loads(raw: bytes) -> Any:
    """Raises ValueError for what is no JSON, or is nested too deep."""
    try:
        return orjson.loads(raw)
    except ValueError:
        return _shallow(json.loads, raw)


def _shallow(convert: Callable[[Any], Made], value: Any) -> Made:
    try:
        return convert(value)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
