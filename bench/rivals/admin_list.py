"""Flask-Admin's own list of contributions, as its guide says: search, filters, newest first."""

from typing import Any

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

from models.initiatives.contributions import Contribution

SHOWN = (
    *("ref", "kind", "title", "language", "status", "submitted_at", "due_on"),
    *("stadsdeel_id", "wijk_id", "opgave_id", "owner_id", "claimed_by_id"),
)
FILTERS = ("kind", "status", "stadsdeel_id", "wijk_id", "opgave_id", "due_on")


class ContributionList(ModelView):  # type: ignore[misc]
    """What a card of ours shows, as columns; what we search and filter by, as theirs."""

    column_list = SHOWN
    column_searchable_list = ("ref", "title", "body", "public_title", "public_body")
    column_filters = FILTERS
    column_default_sort = ("submitted_at", True)
    page_size = 25
    can_create = can_edit = can_delete = False


def make_list(engine: Engine) -> Flask:
    """An application with this list alone, at /lijst/."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "for measuring only"
    Babel(app)
    session = scoped_session(sessionmaker(engine))
    view = ContributionList(Contribution, session, endpoint="lijst", url="/lijst")
    Admin(app, url="/beheer").add_view(view)
    app.teardown_request(lambda error: session.remove())
    return app


def filter_name(app: Flask, column: str) -> str:
    """How an address asks for equality in a column."""
    (admin,) = app.extensions["admin"]
    view: Any = next(view for view in admin._views if view.endpoint == "lijst")
    return next(
        f"flt0_{place}"
        for place, one in enumerate(view._filters)
        if one.column.key == column and "Equal" in type(one).__name__
    )
