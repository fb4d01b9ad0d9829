"""Logging in with one click. This file's route exists in the demo alone."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from models.people import accounts
from panel import auth, edge

demo = Blueprint("demo", __name__)


@demo.route("/demo-login/<email>", methods=["POST"])
def login(email: str) -> ResponseReturnValue:
    """Become this colleague of the demo."""
    staff = accounts.find(edge.session(), email)
    if staff is None or not staff.active:
        abort(404)
    auth.log_in(staff)
    return redirect(url_for("home"))
