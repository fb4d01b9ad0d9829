"""Between aiogram's objects and the JSON that Telegram sends."""

import json
from typing import Any

from pydantic import BaseModel

Wire = dict[str, Any]
"""One Bot API object, as it stands in JSON."""
PLAIN = frozenset({str, int, bool, float, type(None)})


def wire(model: BaseModel) -> Wire:
    """The object as Telegram writes it: by alias, without empty fields, dates as whole seconds.

    An unknown field is our own mistake, since aiogram keeps it silently: it stops the fake.
    """
    if strange := unknown_field(model):
        raise AssertionError(f"{type(model).__name__} has no field {strange!r}")
    return model.model_dump(by_alias=True, exclude_none=True)


def unknown_field(value: Any) -> str | None:
    """The path of the first field that aiogram's models do not know, in the object or below it."""
    if isinstance(value, BaseModel):
        return _unknown_in_model(value)
    if isinstance(value, list):
        for index, item in enumerate(value):
            if strange := unknown_field(item):
                return f"{index}.{strange}"
    return None


def _unknown_in_model(model: BaseModel) -> str | None:
    if model.__pydantic_extra__:
        return next(iter(model.__pydantic_extra__))
    # Every call comes through here several times; plain values are the many, so they go first.
    values = model.__dict__
    for name in model.__pydantic_fields_set__:
        value = values[name]
        if type(value) not in PLAIN and (strange := unknown_field(value)):
            return f"{name}.{strange}"
    return None


def as_json(value: object) -> bytes:
    """Compact UTF-8 JSON. What is bytes already is taken as JSON that was written before."""
    if isinstance(value, bytes):
        return value
    return json.dumps(value, separators=(",", ":")).encode()
