"""The door for bots: one call from its path to its answer, through faults, limits and checks."""

import asyncio
import inspect
import socket
import struct

from aiohttp import web

from tests.fake_telegram.calls import Call
from tests.fake_telegram.decode import decoded
from tests.fake_telegram.errors import ApiError, not_found, too_many
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.faults import Fault, FaultKind
from tests.fake_telegram.files import Uploads
from tests.fake_telegram.methods import HANDLERS
from tests.fake_telegram.quick import QUICK
from tests.fake_telegram.signatures import FILE_PARAMS, SIGNATURES, Signature
from tests.fake_telegram.wire import Wire, as_json

# What stands before Telegram's own servers answers with pages, not with JSON.
PAGES = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
DOWNLOAD = "download"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


async def bot_call(fake: Fake, request: web.BaseRequest, token: str, name: str) -> web.Response:
    """Answer one call of a method."""
    call = fake.calls.begin(name)
    call.host = request.headers.get("Host", "")
    try:
        if fault := fake.faults.before_body(name.lower()):
            return _cut(request, call, fault)
        return await _answered(fake, request, call, token)
    finally:
        fake.calls.end(call)


async def answer_call(fake: Fake, name: str, given: Wire) -> None:
    """Carry out a method that stood in the bot's answer to an update."""
    call = fake.calls.begin(name)
    try:
        signature = _signature(fake, fake.options.token, name)
        call.params = signature.plain(given)
        await _carry_out(fake, signature, call, {})
    except ApiError as error:
        _refused(call, error)
    finally:
        fake.calls.end(call)


async def file_download(
    fake: Fake, request: web.BaseRequest, token: str, path: str
) -> web.Response:
    """Answer one download; to faults and the log it is a call of the method `download`."""
    call = fake.calls.begin(DOWNLOAD)
    call.params = {"path": path}
    try:
        fault = fake.faults.before_body(DOWNLOAD) or fake.faults.for_call(DOWNLOAD, None)
        if fault and not _carried_out(fault):
            return await _failed(request, call, fault)
        response = _file(fake, call, token, path)
        return await _spoiled(request, call, fault, response) if fault else response
    finally:
        fake.calls.end(call)


def _file(fake: Fake, call: Call, token: str, path: str) -> web.Response:
    kept = fake.files.offered(path) if token == fake.options.token else None
    if kept is None:
        return _refused(call, not_found())
    call.status, call.processed = 200, True
    return web.Response(body=kept.data, content_type="application/octet-stream")


async def _answered(fake: Fake, request: web.BaseRequest, call: Call, token: str) -> web.Response:
    try:
        signature = _signature(fake, token, call.method)
        given, uploads = await decoded(request)
        call.files = {name: len(upload.data) for name, upload in uploads.items()}
        call.params = signature.plain(given)
    except ApiError as error:
        return _refused(call, error)
    fault = fake.faults.for_call(signature.name.lower(), call.params.get("chat_id"))
    if fault and not _carried_out(fault):
        return await _failed(request, call, fault)
    response = await _carry_out(fake, signature, call, uploads)
    if fake.options.latency:
        await asyncio.sleep(fake.options.latency)
    return await _spoiled(request, call, fault, response) if fault else response


def _signature(fake: Fake, token: str, name: str) -> Signature:
    if token != fake.options.token:
        raise ApiError(401, "Unauthorized")
    signature = SIGNATURES.get(name.lower())
    if signature is None:
        raise not_found("method not found")
    if name.lower() not in HANDLERS:
        raise not_found(f"method {signature.name} is not part of this fake")
    return signature


async def _carry_out(
    fake: Fake, signature: Signature, call: Call, uploads: Uploads
) -> web.Response:
    try:
        result = await _result(fake, signature, call, uploads)
    except ApiError as error:
        return _refused(call, error)
    call.status, call.processed = 200, True
    if isinstance(result, dict):
        call.message_id = result.get("message_id")
    body = b'{"ok":true,"result":' + as_json(result) + b"}"
    return web.Response(body=body, content_type="application/json")


async def _result(fake: Fake, signature: Signature, call: Call, uploads: Uploads) -> Answer:
    method, weight = signature.name.lower(), len(call.params.get("media", ())) or 1
    quick = QUICK.get(method) if fake.options.lenient else None
    checked = None if quick else signature.read(_with_files(call.params, uploads), uploads)
    wait = fake.limiter.check(method, call.params.get("chat_id"), call.started, weight)
    if wait is not None:
        raise too_many(wait)
    if quick:
        return quick(fake, call.params)
    result = HANDLERS[method](fake, checked, uploads)
    return await result if inspect.isawaitable(result) else result


def _with_files(params: Wire, uploads: Uploads) -> Wire:
    """A file under the parameter's own name is that parameter."""
    own = {name: f"attach://{name}" for name in FILE_PARAMS if name in uploads}
    return params | own


def _refused(call: Call, error: ApiError) -> web.Response:
    call.status, call.description = error.code, error.description
    response = web.json_response(error.body(), status=error.code)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _carried_out(fault: Fault) -> bool:
    if fault.kind is FaultKind.ERROR:
        return fault.processed
    return fault.kind in (FaultKind.RESET_AFTER, FaultKind.HALF, FaultKind.LATE)


async def _failed(request: web.BaseRequest, call: Call, fault: Fault) -> web.Response:
    """A call that was read but not carried out."""
    if fault.kind in (FaultKind.STALLED, FaultKind.RESET_BEFORE):
        await asyncio.sleep(fault.seconds)
        return _cut(request, call, fault)
    return _error_page(call, fault)


async def _spoiled(
    request: web.BaseRequest, call: Call, fault: Fault, response: web.Response
) -> web.Response:
    """A call that was carried out, and whose answer goes wrong."""
    call.fault = fault.kind
    if fault.kind is FaultKind.LATE:
        await asyncio.sleep(fault.seconds)
        return response
    if fault.kind is FaultKind.ERROR:
        return _error_page(call, fault)
    if fault.kind is FaultKind.HALF:
        await _send_half(request, response)
    return _cut(request, call, fault)


async def _send_half(request: web.BaseRequest, response: web.Response) -> None:
    body = bytes(response.body) if isinstance(response.body, bytes) else b""
    started = web.StreamResponse(headers={"Content-Length": str(len(body))})
    started.content_type = "application/json"
    await started.prepare(request)
    await started.write(body[: len(body) // 2])


def _error_page(call: Call, fault: Fault) -> web.Response:
    call.fault = fault.kind
    if fault.code in PAGES and not fault.description:
        call.status, call.description = fault.code, PAGES[fault.code]
        page = f"<html><head><title>{fault.code} {PAGES[fault.code]}</title></head></html>"
        return web.Response(text=page, status=fault.code, content_type="text/html")
    if fault.code == 429:
        return _refused(call, too_many(fault.retry_after or 1))
    description = fault.description or "Internal Server Error"
    return _refused(call, ApiError(fault.code, description, retry_after=fault.retry_after))


def _cut(request: web.BaseRequest, call: Call, fault: Fault) -> web.Response:
    """Reset the connection; what is returned reaches nobody."""
    call.fault, call.status = fault.kind, 0
    if request.transport is not None:
        if own_socket := request.transport.get_extra_info("socket"):
            own_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        request.transport.abort()
    return web.Response()
