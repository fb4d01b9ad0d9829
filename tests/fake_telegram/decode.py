"""From an HTTP request to parameters and files, in each way that bots send them."""

import json
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.files import Upload
from tests.fake_telegram.wire import Wire

FORM = "application/x-www-form-urlencoded"


async def decoded(request: web.BaseRequest) -> tuple[Wire, dict[str, Upload]]:
    """Parameters (text, or JSON values from a JSON body) and uploads.

    Raises ApiError for a body that cannot be read.
    """
    params: Wire = dict(request.query)
    if not request.can_read_body:
        return params, {}
    kind = request.content_type
    if kind == "application/json":
        return params | _json(await request.read()), {}
    if kind == FORM:
        return params | _form(await request.read()), {}
    if kind == "multipart/form-data":
        return await _multipart(request, params)
    raise bad_request(f"a body of type {kind!r} cannot be read")


def _json(body: bytes) -> Wire:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse the JSON body") from None
    if not isinstance(value, dict):
        raise bad_request("the JSON body must be an object")
    return value


def _form(body: bytes) -> Wire:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
    except ValueError:
        raise bad_request("can't parse the form body") from None


async def _multipart(request: web.BaseRequest, params: Wire) -> tuple[Wire, dict[str, Upload]]:
    """A part with a file name is a file; as a parameter it is then named by `attach://`."""
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise bad_request("a part of the multipart body has no name")
        data = bytes(await part.read())
        if part.filename is None:
            params[part.name] = data.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, mime, data)
    return params, uploads
