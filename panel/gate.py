"""The panel's door: shut by default. Each page names the act it takes (`models.people.rights`).

Here is decided whether a colleague may do that act at all; whether also in the stadsdeel of
the thing at hand is asked by the page and, inside the transaction, by the act itself.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models.people.rights import Act, allowed_somewhere
from panel import auth

View = TypeVar("View", bound=Callable[..., Any])

# Who has no account yet must be able to come in.
OPEN = frozenset({"security.login", "invitation.accept", "demo.login"})


def needs(act: Act) -> Callable[[View], View]:
    """Mark a view with the act that it takes."""

    def mark(view: View) -> View:
        view.act = act  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Act | None:
    """The act that a route takes: of the view itself, else of the page it belongs to."""
    view = app.view_functions[endpoint]
    own: Act | None = getattr(view, "act", None)
    page: Act | None = getattr(getattr(view, "__self__", None), "act", None)
    return own or page


def install(app: Flask) -> None:
    """Ask of every request who it is and whether they may. Before any page is run."""

    @app.before_request
    def refuse_by_default() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in OPEN:
            return None
        staff = auth.logged_in()
        if staff is None:
            return _to_login()
        act = rule_of(app, endpoint)
        if act is None or not allowed_somewhere(staff, act):
            abort(403)
        return None


def _to_login() -> ResponseReturnValue:
    wanted = request.script_root + request.full_path.rstrip("?")
    return redirect(url_for("security.login", next=wanted if request.method == "GET" else None))
