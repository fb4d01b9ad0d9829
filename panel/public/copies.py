"""Copies of pages: quick as long as nothing changed, and still there when the database is not.

A page is made anew when the plan's version went up, and in any case after a minute, so that a
change that nobody counted shows as well.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from flask import Flask, Response, current_app, g, make_response, request

from panel import edge
from panel.public import language, words

AT_MOST = 500
# Our own cache in front may hold a page this long; a browser always asks again.
SECONDS_SHARED = 10
# What is different for each visitor, or not a page.
NEVER = frozenset({"static", "finding.find", "objecting.form", "objecting.thanks", "advising.page"})
_STORE = "wijkbot_copies"


@dataclass(frozen=True)
class Copy:
    tag: str
    body: bytes
    content_type: str


class Copies:
    """The last pages that were made, by path and language. Shared by the threads of a process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Copy] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> Copy | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: tuple[str, str], copy: Copy) -> None:
        with self._lock:
            self._kept[key] = copy
            self._kept.move_to_end(key)
            if len(self._kept) > AT_MOST:
                self._kept.popitem(last=False)


def install(app: Flask) -> None:
    app.extensions[_STORE] = Copies()
    build = _build()

    @app.before_request
    def answer_from_copy() -> Response | None:
        if not _may_be_copied():
            return None
        g.tag = _tag(build)
        if g.tag in request.if_none_match:
            return _headed(make_response("", 304))
        known = _store().get(_key())
        if known is None or known.tag != g.tag:
            return None
        g.from_copy = True
        return _headed(_response(known))

    @app.after_request
    def keep(response: Response) -> Response:
        if "tag" not in g or response.status_code != 200 or response.is_streamed:
            return response
        if "from_copy" not in g:
            copy = Copy(g.tag, response.get_data(), response.content_type)
            _store().put(_key(), copy)
        return _headed(response)


def last_known() -> Response | None:
    """The page of this request as it last was, or None."""
    known = _store().get(_key()) if _may_be_copied() else None
    return None if known is None else _response(known)


def _store() -> Copies:
    store: Copies = current_app.extensions[_STORE]
    return store


def _may_be_copied() -> bool:
    plain = set(request.args) <= {language.PARAMETER}
    asked = request.method in ("GET", "HEAD") and request.endpoint is not None
    return asked and plain and request.endpoint not in NEVER


def _key() -> tuple[str, str]:
    return request.path, language.current()


def _tag(build: str) -> str:
    minute = f"{edge.now():%Y%m%d%H%M}"
    said = f"{build} {words.frame().version} {minute} {language.current()}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _build() -> str:
    """Changes when our templates or texts do, so that no copy outlives them."""
    here = Path(__file__).resolve().parent
    texts = here.parent.parent / "texts"
    digest = hashlib.sha256()
    for path in sorted([*here.rglob("*.html"), *texts.rglob("*.po")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _response(copy: Copy) -> Response:
    return Response(copy.body, content_type=copy.content_type)


def _headed(response: Response) -> Response:
    response.set_etag(g.tag)
    response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS_SHARED}"
    return response
