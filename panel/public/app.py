"""The public application: no session, no cookie. It reads; only a melding is written."""

from pathlib import Path

from flask import Flask, Response, request
from jinja2 import FileSystemLoader
from sqlalchemy import Engine

from models.settings import Settings
from panel import edge, security_headers, templating
from panel.public import (
    advising,
    answering,
    areas,
    city,
    copies,
    duties,
    errors,
    finding,
    help,
    initiatives,
    language,
    meetings,
    objecting,
    opgaven,
    promising,
    words,
)

PANEL = Path(__file__).resolve().parent.parent
PAGES = (
    *(city, areas, opgaven, initiatives, meetings),
    *(help, finding, objecting, answering, promising, duties, advising),
)
# A form holds a few sentences.
MAX_FORM_BYTES = 64 * 1024
YEAR = 365 * 24 * 3600


def create_public_app(engine: Engine, settings: Settings, demo: bool = False) -> Flask:
    """The application at `/`, which also serves our own files at `/static/`.

    `demo`: every page says that its content is an example.
    """
    app = Flask("panel.public", static_folder=PANEL / "static", static_url_path="/static")
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        BASE_URL=settings.base_url,
        BASEMAP_URL=settings.basemap_url,
    )
    app.jinja_loader = FileSystemLoader([PANEL / "public" / "templates", PANEL / "templates"])
    language.install(app)
    edge.install(app, engine)
    templating.install(app, language.current)
    words.install(app, settings, demo)
    errors.install(app)
    copies.install(app)
    for module in PAGES:
        app.register_blueprint(module.pages)
    objecting.install(app)
    advising.install(app)
    security_headers.install(
        app, https=settings.base_url.startswith("https:"), images=words.basemap_origin(settings)
    )
    app.after_request(_keep_our_files)
    return app


def _keep_our_files(response: Response) -> Response:
    """A file whose address changes with its content may be kept for ever."""
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
