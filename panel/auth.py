"""Who is logged in: Flask-Security over our own `Staff`, without its tables.

A session holds the account's mark (`fs_uniquifier`), so changing that mark ends every session
of the account. It ends by itself after half an hour of silence and after twelve hours.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from flask import (
    Flask,
    current_app,
    redirect,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user
from flask_security import (
    RoleMixin,
    UserMixin,
)
from flask_security.datastore import UserDatastore
from flask_security.proxies import _security
from flask_security.utils import (
    hash_password,
    login_user,
    verify_password,
)
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models.people import accounts
from models.people.staff import Staff
from panel import edge

SILENCE = timedelta(minutes=30)
FRESH = timedelta(minutes=10)
WORKDAY = timedelta(hours=12)

# Asked at every page, so in one statement.
_WITH_ROLES = select(Staff).options(joinedload(Staff.roles), joinedload(Staff.lent))


class RoleLabel(RoleMixin):
    """The name of a role; where it holds is for `models.people.rights`."""

    def __init__(self, name: str) -> None:
        self.name = name


class Account(UserMixin):
    """A colleague as Flask-Security sees one."""

    fs_uniquifier: str = ""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.id = staff.id
        self.email = staff.email
        self.password = staff.password
        self.active = staff.active
        # Who has a second step is asked for it; who has not is sent to set it up (the gate).
        self.tf_totp_secret = staff.totp_secret
        self.tf_primary_method = "authenticator" if staff.totp_secret else None
        self.fs_uniquifier = staff.fs_uniquifier
        self.roles = [RoleLabel(role.role) for role in staff.roles]


class StaffStore(UserDatastore):
    """Finds accounts in this request's session. Changes are committed by the edge."""

    def __init__(self) -> None:
        super().__init__(Account, RoleLabel)

    def find_user(self, case_insensitive: bool = False, **by: Any) -> Account | None:
        ((column, value),) = by.items()
        if column == "email":
            staff = accounts.find(edge.session(), str(value))
        else:
            found = _WITH_ROLES.where(getattr(Staff, column) == value)
            staff = edge.session().scalars(found).unique().one_or_none()
        return None if staff is None else Account(staff)

    def find_role(self, role: str) -> RoleLabel:
        return RoleLabel(role)

    def put(self, model: Account) -> Account:
        """Take over what Flask-Security itself changes: a password hashed anew."""
        model.staff.password = model.password
        return model

    def commit(self) -> None:
        """Leave it to the edge, which commits once, at the end of the request."""


def begin(app: Flask, user: Account, **more: Any) -> None:
    """A new session for who just logged in: nothing known before stays of use."""
    session.pop("csrf_token", None)
    session["began"] = edge.now().isoformat()
    session["who"] = user.staff.id
    confirm()
    accounts.record(edge.session(), user.staff, "logged in", user.staff, edge.now())


def logged_in() -> Staff | None:
    """The colleague who asks, or none. Whoever came in twelve hours ago is logged out."""
    if not current_user.is_authenticated:
        return None
    began = session.get("began")
    if began is None or edge.now() - datetime.fromisoformat(began) > WORKDAY:
        logout_user()
        session.clear()
        return None
    # Not silent: the cookie is signed anew. It has no end of its own in the browser, so that one
    # that is too old still tells whose form comes too late (`panel.kept`).
    session.modified = True
    return staff()


def confirm() -> None:
    """Write down that the colleague has just shown who they are."""
    session["confirmed"] = edge.now().isoformat()


def is_fresh() -> bool:
    """Whether that was not long ago. In the demo one is known all day."""
    confirmed = session.get("confirmed")
    holds: timedelta = current_app.config["FRESH_FOR"]
    return confirmed is not None and edge.now() - datetime.fromisoformat(confirmed) <= holds


def staff() -> Staff:
    """The colleague who asks; for pages behind the gate."""
    found: Staff = current_user.staff
    return found


def log_in(colleague: Staff) -> None:
    """Begin a session without a password: after an invitation, or in the demo."""
    session.clear()
    login_user(Account(colleague), remember=False)


def log_in_again(colleague: Staff) -> None:
    """Go on in this browser alone, after what ended every session of the colleague."""
    strong = session.get("strong", False)
    log_in(colleague)
    session["strong"] = strong


def enter(colleague: Staff, wanted: str | None = None) -> ResponseReturnValue:
    """Begin a session for who showed one proof; who has a second step is asked for it.

    Leads on to what was `wanted`, an address of ours, or to the front page.
    """
    session.clear()
    asked = _security.two_factor_plugins.tf_enter(Account(colleague), False, "", wanted)
    if asked is not None:
        return cast(ResponseReturnValue, asked)
    log_in(colleague)
    return redirect(wanted or url_for("home"))


def must_set_up(colleague: Staff) -> bool:
    """Whether a second step is asked here and this session rests on none."""
    asked: bool = current_app.config["SECOND_STEP"]
    return asked and colleague.totp_secret is None and not session.get("strong")


def log_out() -> None:
    """End every session of the colleague who asks, this one included."""
    colleague = staff()
    accounts.end_sessions(colleague, new_mark())
    accounts.record(edge.session(), colleague, "logged out", colleague, edge.now())
    logout_user()
    session.clear()


def new_mark() -> str:
    """A fresh mark for an account; with it all its sessions end."""
    return secrets.token_hex(32)


def hashed(password: str) -> str:
    """A password as it is stored (argon2id)."""
    return str(hash_password(password))


def is_password(password: str, colleague: Staff) -> bool:
    """Whether this is their password."""
    known = colleague.password
    return known is not None and bool(verify_password(password, known))
