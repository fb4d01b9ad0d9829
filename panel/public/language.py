"""The language of the frame: Dutch, or English with `?taal=en`. No cookie remembers it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request, url_for

from texts.catalogue import DEFAULT_LANGUAGE, LANGUAGES, direction

PARAMETER = "taal"


def current() -> str:
    """The language of the page that is being made."""
    return str(g.get("language", DEFAULT_LANGUAGE))


def link(endpoint: str, **values: Any) -> str:
    """The address of a page of ours, in the language that is being read."""
    if current() != DEFAULT_LANGUAGE:
        values[PARAMETER] = current()
    return url_for(endpoint, **values)


def chat(start: str = "") -> str:
    """The address of the chat, in the same language; `start` is a payload of a deep link."""
    asked = ({"start": start} if start else {}) | _parameter(current())
    return f"/chat?{urlencode(asked)}" if asked else "/chat"


def here_in(language: str) -> str:
    """This very page in another language, its other parameters kept."""
    if request.endpoint is None or request.url_rule is None or request.method != "GET":
        return _address("city.home", _parameter(language))
    kept = {name: value for name, value in request.args.items() if name != PARAMETER}
    values = {**kept, **(request.view_args or {}), **_parameter(language)}
    return _address(request.endpoint, values)


def install(app: Flask) -> None:
    @app.before_request
    def read_language() -> None:
        asked = request.args.get(PARAMETER, DEFAULT_LANGUAGE)
        g.language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE

    app.jinja_env.globals.update(
        link=link,
        chat=chat,
        here_in=here_in,
        language=current,
        languages=LANGUAGES,
        direction=direction,
    )


def _address(endpoint: str, values: Mapping[str, Any]) -> str:
    return url_for(endpoint, **values)


def _parameter(language: str) -> dict[str, str]:
    return {} if language == DEFAULT_LANGUAGE else {PARAMETER: language}
