"""Puts the panel together: one Flask application, mounted at /panel by the composition root."""

from collections.abc import Sequence
from functools import cached_property
from math import ceil
from typing import Any

from flask import Flask, request
from flask_admin import Admin
from flask_babel import Babel
from sqlalchemy import Engine, select
from werkzeug.middleware.proxy_fix import ProxyFix

from models.desk import waiting
from models.desk.acts import ACTS
from models.desk.bulk import SLUGS
from models.desk.waiting import Line
from models.initiatives.moves import Deed
from models.initiatives.queue_counts import Count
from models.people.rights import Act, allowed_somewhere
from models.people.staff import Staff
from models.plan.gemeente import Gemeente
from models.settings import Settings
from panel import (
    auth,
    csrf,
    edge,
    errors,
    gate,
    home,
    login_pages,
    oidc,
    security_headers,
    templating,
    throttle,
)
from panel.admin import BackOffice, back_office
from panel.demo_login import demo as demo_pages
from panel.desk.trail import Trail
from panel.feeds import feed_pages
from panel.help import about
from panel.invitation import invitation
from panel.pages import pages
from panel.views import MenuItem, menu
from panel.work import Heap, work_of

LANGUAGE = "nl"


def create_panel_app(engine: Engine, settings: Settings, demo: bool = False) -> Flask:
    """The panel on this database. `demo` adds logging in with one click, and frames of our own."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.config.update(login_pages.config(settings, demo))
    app.config.update(BASE_URL=settings.base_url, BASEMAP_URL=settings.basemap_url)
    app.config.update(MAIL_ON=settings.mail_on)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    _look(app, demo)
    _doors(app, engine, settings, demo)
    _rooms(app)
    throttle.install(app)
    https = settings.base_url.startswith("https:")
    tiles = _origins(settings)
    security_headers.install(app, https=https, framed=demo, store=False, images=tiles)
    return app


def _look(app: Flask, demo: bool) -> None:
    Babel(app, default_locale=LANGUAGE, default_timezone="Europe/Amsterdam")
    templating.install(app, lambda: LANGUAGE)
    errors.install(app)

    @app.context_processor
    def frame() -> dict[str, Any]:
        """What the page frame shows around every page."""
        return {"frame": Frame(demo)}


class Frame:
    """The frame around a page. Asks the database only for what a template shows."""

    def __init__(self, demo: bool) -> None:
        self.demo = demo

    @cached_property
    def staff(self) -> Staff | None:
        """The colleague who asks, or none."""
        return auth.logged_in()

    def gemeente(self) -> str:
        """The gemeente's name, or nothing before its data are loaded."""
        return edge.session().scalar(select(Gemeente.name)) or ""

    def menu(self) -> list[MenuItem]:
        """The menu of who is logged in."""
        return menu(request.endpoint) if self.staff else []

    @property
    def trail(self) -> Trail:
        """The queue that one came along, if any."""
        return Trail.of_request()

    def left(self, line: Line) -> int:
        """In how many seconds a decision goes out."""
        goes_at = line.goes_at or edge.now()
        return max(0, ceil((goes_at - edge.now()).total_seconds()))

    def walk(self) -> Trail:
        """The queue of this page, for the links to what stands in it."""
        return Trail.of_queue()

    def help(self) -> str:
        """The page that the help beside it tells of, or nothing."""
        return about(request.endpoint)

    def bulk(self) -> list[tuple[str, Deed]]:
        """What this colleague may do to many at once; nothing for who does not decide."""
        if self.staff is None or not allowed_somewhere(self.staff, Act.PLACE):
            return []
        return [(slug, ACTS[slug].deed) for slug in SLUGS]

    @cached_property
    def work(self) -> Sequence[Heap]:
        """How much waits for this colleague, heap by heap."""
        return work_of(edge.session(), self.staff, edge.now()) if self.staff else ()

    @property
    def to_do(self) -> Count | None:
        """The number in the title of each page, for a tab among others."""
        return next((heap.count for heap in self.work), None)

    @cached_property
    def mine(self) -> Sequence[Line]:
        """What the colleague can still undo, and what came back to them."""
        return waiting.mine(edge.session(), self.staff) if self.staff else ()


def _doors(app: Flask, engine: Engine, settings: Settings, demo: bool) -> None:
    """The order counts: first who it is, then the token, then the page."""
    edge.install(app, engine)
    login_pages.install(app)
    gate.install(app)
    protection = csrf.install(app)
    app.register_blueprint(invitation)
    oidc.install(app, settings)
    app.register_blueprint(feed_pages)
    if demo:
        app.register_blueprint(demo_pages)
        protection.exempt(demo_pages)


def _rooms(app: Flask) -> None:
    home.install(app)
    admin = Admin(
        app,
        url="/beheer",
        index_view=BackOffice(),
        csp_nonce_generator=security_headers.nonce,
    )
    admin.add_views(*pages(), *back_office())


def _origins(settings: Settings) -> list[str]:
    """Where the map's tiles come from, if anywhere but here."""
    if settings.basemap_url is None:
        return []
    scheme, _, rest = settings.basemap_url.partition("://")
    return [f"{scheme}://{rest.partition('/')[0]}"]
