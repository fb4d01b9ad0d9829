"""The residents' application: the web chat, and Telegram's webhook."""

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.channels.web import (
    borrowed,
    chat,
    devices,
    headers,
    leaving,
    photos,
    plan_file,
    refusing,
    takeout,
    templating,
    webhook,
)
from bot.channels.web.room import Room
from bot.channels.web.session import Cookies, nonce
from bot.facts.plan import PlanCache
from bot.turn import Turns
from models.settings import Settings

# One photo of ten million bytes, and the form around it.
MAX_BODY = 11_000_000


def create_residents_app(
    engine: Engine, settings: Settings, plans: PlanCache, *, framed: bool = False
) -> Flask:
    """The application for `/chat` and `/telegram/webhook`; `/static/` is served beside it.

    `framed`: our own pages may show the chat in a frame, as the demo does.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    https = settings.base_url.startswith("https:")
    cookies = Cookies(settings.secret_key.get_secret_value().encode(), https)
    Room(engine, plans, Turns(engine, plans), cookies).furnish(app)
    templating.install(app)
    app.jinja_env.globals.update(nonce=nonce, form_mark=cookies.form_mark, device=cookies.device)
    refusing.install(app)
    headers.install(app, https=https, framed=framed)
    if "web" in settings.channels:
        for module in (borrowed, chat, devices, leaving, photos):
            app.register_blueprint(module.pages)
    # Whoever talks elsewhere gets their data here too.
    app.register_blueprint(takeout.pages)
    app.register_blueprint(plan_file.pages)
    app.extensions[webhook.SETTINGS] = settings
    app.register_blueprint(webhook.pages)
    return app
