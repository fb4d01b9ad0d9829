"""The page behind an invitation: choose a password and come in."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from models.people import accounts
from models.people.staff import Staff
from panel import auth, edge

invitation = Blueprint("invitation", __name__)


@invitation.route("/uitnodiging/<token>", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """Show the form, or take the password and log in. The link works once."""
    staff = accounts.open_invitation(edge.session(), token, edge.now())
    if staff is None:
        return render_template("panel/invitation_spent.html"), 404
    if request.method == "GET":
        return render_template("panel/invitation.html", invited=staff, error=None)
    password = request.form.get("password", "")
    try:
        accounts.check_password(password, staff)
    except accounts.AccountRefused as refused:
        page = render_template("panel/invitation.html", invited=staff, error=refused.why)
        return page, 422
    return _welcome(token, password)


def _welcome(token: str, password: str) -> ResponseReturnValue:
    new: Staff | None = accounts.accept(
        edge.session(), token, auth.hashed(password), edge.now(), auth.new_mark()
    )
    if new is None:
        return render_template("panel/invitation_spent.html"), 404
    return auth.enter(new)
