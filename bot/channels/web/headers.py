"""Headers that tell browsers what the pages of the chat may do."""

from flask import Flask, Response

YEAR = 365 * 24 * 3600


def install(app: Flask, *, https: bool, framed: bool) -> None:
    """Add the headers to every response. `framed`: our own pages may show the chat in a frame."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy(framed)
        headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
        # What people say is kept by nobody on the way, and by no browser after they left.
        headers.setdefault("Cache-Control", "no-store")
        if https:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        return response


def policy(framed: bool) -> str:
    """The Content-Security-Policy: our own files, and nothing written into the page."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'" if framed else "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
