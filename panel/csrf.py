"""No page of another site may act in a colleague's name: a token in every form, and one look."""

from flask import Flask, abort, request
from flask_wtf import CSRFProtect

from panel.edge import READS


def install(app: Flask) -> CSRFProtect:
    """Ask every writing request for the session's token, and refuse what other sites send.

    Returns the protection, so that a route that needs no session can be left out of it.
    """

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in READS and request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)

    return CSRFProtect(app)
