"""The panel's door: shut by default. Each page names the act it takes (`models.people.rights`).

Here is decided whether a colleague may do that act at all; whether also in the stadsdeel of
the thing at hand is asked by the page and, inside the transaction, by the act itself.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models.people.rights import Act, allowed_somewhere
from panel import auth, kept
from panel.edge import READS

View = TypeVar("View", bound=Callable[..., Any])

# Who has no account yet must be able to come in.
OPEN = frozenset(
    {
        "security.login",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "security.two_factor_rescue",
        "oidc.start",
        "oidc.back",
        "invitation.accept",
        "demo.login",
        # Programs come here with a secret of their own.
        "feeds.calendar",
        "feeds.news",
    }
)
# Where one comes before the second step is set up: there, and out.
BEFORE = frozenset({"second_step", "confirm", "account.log_out", "account.still_here"})


def needs(act: Act) -> Callable[[View], View]:
    """Mark a view with the act that it takes."""

    def mark(view: View) -> View:
        view.act = act  # type: ignore[attr-defined]
        return view

    return mark


def fresh(view: View) -> View:
    """Mark a view that asks who one is once more, unless one showed it in the last ten minutes.

    What was being sent is kept meanwhile. For exports, erasing, accounts and roles.
    """
    view.fresh = True  # type: ignore[attr-defined]
    return view


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
        if auth.must_set_up(staff) and not {endpoint, endpoint.partition(".")[0]} & BEFORE:
            return redirect(url_for("second_step.index"))
        act = rule_of(app, endpoint)
        if act is None or not allowed_somewhere(staff, act):
            abort(403)
        if asks_fresh(app, endpoint) and not auth.is_fresh():
            return redirect(url_for("confirm.index", next=_wanted() or kept.keep(staff.id)))
        return None


def asks_fresh(app: Flask, endpoint: str) -> bool:
    """Whether a route asks who one is once more."""
    return bool(getattr(app.view_functions[endpoint], "fresh", False))


def _to_login() -> ResponseReturnValue:
    return redirect(url_for("security.login", next=_wanted() or _lost()))


def _lost() -> str | None:
    """Where one finds back what one was sending when the session turned out to have ended."""
    act = rule_of(current_app, request.endpoint or "")
    return None if act in (None, Act.OWN_ACCOUNT) else kept.keep_of_ended_session()


def _wanted() -> str | None:
    """Where one was going, if one only wanted to look."""
    looks = request.method in READS
    return request.script_root + request.full_path.rstrip("?") if looks else None
