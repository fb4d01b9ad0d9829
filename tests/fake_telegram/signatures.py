"""What each Bot API method takes, by aiogram's method models; anything else is refused."""

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import aiogram.methods
from aiogram.methods import TelegramMethod
from pydantic import ValidationError

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.files import Uploads
from tests.fake_telegram.wire import Wire, unknown_field

Method = TelegramMethod[Any]
ATTACHED = "attach://"
FILE_PARAMS = ("photo", "document", "media", "thumbnail")
WHOLE_NUMBER = re.compile(r"-?[0-9]+$")
# Telegram names these omissions in its own way, and bots know the words.
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "file_id": "file_id not specified",
}


@dataclass(frozen=True)
class Signature:
    """One method: its model, and which parameters are plain text rather than JSON."""

    name: str
    model: type[Method]
    texts: frozenset[str]

    def read(self, params: Wire, uploads: Uploads) -> Method:
        """The checked call. Raises ApiError, naming the parameter that is wrong."""
        try:
            call = self.model.model_validate(params)
        except ValidationError as error:
            raise bad_request(self._first_mistake(error, params)) from None
        if field := unknown_field(call):
            raise bad_request(f"{self.name} got an unknown field {field!r}")
        _refuse_unsent(params, uploads)
        return call

    def plain(self, given: Wire) -> Wire:
        """Parameters as values: what a form or query carries as JSON text is read.

        Telegram passes over names that it does not know; to a strict fake they are a mistake.
        """
        if strange := set(given) - set(self.model.model_fields):
            raise bad_request(f"{self.name} has no parameter {min(strange)!r}")
        return {
            name: _value(name, value, name in self.texts)
            for name, value in given.items()
            if value is not None
        }

    def _first_mistake(self, error: ValidationError, params: Wire) -> str:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        if name not in params and name in MISSING:
            return MISSING[name]
        where = ".".join(map(str, first["loc"]))
        return f"{self.name}: {where}: {first['msg']}"


def _value(name: str, value: Any, is_text: bool) -> Any:
    if not isinstance(value, str):
        return value
    if name.endswith("chat_id") and WHOLE_NUMBER.match(value):
        return int(value)
    if is_text:
        return value
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def _refuse_unsent(params: Wire, uploads: Uploads) -> None:
    """Every `attach://name` must name a file in the same request, and every file be named."""
    named = {name for param in FILE_PARAMS for name in _attached(params.get(param))}
    if missing := named - set(uploads):
        raise bad_request(f"there is no file {min(missing)!r} in the request")
    if unused := set(uploads) - named:
        raise bad_request(f"file {min(unused)!r} is used by no parameter")


def _attached(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(ATTACHED):
        yield value.removeprefix(ATTACHED)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _attached(item)
    elif isinstance(value, list):
        for item in value:
            yield from _attached(item)


def _is_text(annotation: Any) -> bool:
    """A list of text is JSON; text, perhaps or none, is text."""
    options = get_args(annotation) if not hasattr(annotation, "__origin__") else ()
    return annotation is str or any(option is str for option in options)


def _signature(model: type[Method]) -> Signature:
    texts = {name for name, field in model.model_fields.items() if _is_text(field.annotation)}
    return Signature(model.__api_method__, model, frozenset(texts))


def _all() -> Iterator[Signature]:
    for _, model in inspect.getmembers(aiogram.methods, inspect.isclass):
        if issubclass(model, TelegramMethod) and model is not TelegramMethod:
            yield _signature(model)


# Telegram reads method names in any case.
SIGNATURES = {signature.name.lower(): signature for signature in _all()}
