"""Headers that tell browsers what our pages may do. For every Flask application of the house."""

import secrets
from collections.abc import Sequence

from flask import Flask, Response, g

YEAR = 365 * 24 * 3600


def nonce() -> str:
    """This response's password for a script in the page itself; made when first asked for."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def install(
    app: Flask,
    *,
    https: bool,
    framed: bool = False,
    store: bool = True,
    images: Sequence[str] = (),
) -> None:
    """Add the headers to every response of this application.

    `framed`: our own pages may show each other in a frame, as the demo page does. `store`:
    browsers may keep a copy. `images`: other origins that pictures may come from (a map).
    """

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy(framed, images)
        headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
        if https:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        if not store:
            headers["Cache-Control"] = "no-store"
        return response


def policy(framed: bool, images: Sequence[str]) -> str:
    """The Content-Security-Policy: our own files, and nothing written into the page."""
    scripts = f"'self' 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "'self'"
    frames = "'self'" if framed else "'none'"
    rules = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'self'",
        "img-src": " ".join(("'self'", "data:", *images)),
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-src": frames,
        "frame-ancestors": frames,
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
