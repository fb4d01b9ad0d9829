"""Who is logged in: Flask-Security over our own `Staff`, without its tables.

A session holds the account's mark (`fs_uniquifier`), so changing that mark ends every session
of the account. It ends by itself after half an hour of silence and after twelve hours.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, session
from flask_login import current_user, logout_user
from flask_security import LoginForm, RoleMixin, Security, UserMixin, user_authenticated
from flask_security.datastore import UserDatastore
from flask_security.utils import hash_password, login_user, verify_password
from sqlalchemy import select

from models.people import accounts
from models.people.staff import Staff
from models.settings import Settings
from panel import edge
from texts.render import text

SILENCE = timedelta(minutes=30)
FRESH = timedelta(minutes=10)
WORKDAY = timedelta(hours=12)


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
            found = select(Staff).where(getattr(Staff, column) == value)
            staff = edge.session().scalar(found)
        return None if staff is None else Account(staff)

    def find_role(self, role: str) -> RoleLabel:
        return RoleLabel(role)

    def put(self, model: Account) -> Account:
        """Take over what Flask-Security itself changes: a password hashed anew."""
        model.staff.password = model.password
        return model

    def commit(self) -> None:
        """Leave it to the edge, which commits once, at the end of the request."""


class PasswordForm(LoginForm):
    """E-mail address and password. Nobody is remembered beyond the session."""

    remember = None


def config(settings: Settings, demo: bool = False) -> dict[str, Any]:
    """What Flask, Flask-Security and Flask-WTF are told about sessions and passwords."""
    https = settings.base_url.startswith("https:")
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "FRESH_FOR": WORKDAY if demo else FRESH,
        "SESSION_COOKIE_NAME": "__Host-wijkbot-panel" if https else "wijkbot-panel",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # By the age of the signature, which `logged_in` renews.
        "PERMANENT_SESSION_LIFETIME": SILENCE,
        # Colleagues send words, no files.
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        # As long as the session itself: who writes for an hour does not lose what they wrote.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        # The least that OWASP advises for argon2id: at 19 MiB, a burst of tries is no attack.
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__type": "ID",
            "argon2__memory_cost": 19_456,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        "SECURITY_PASSWORD_LENGTH_MIN": accounts.PASSWORD_LENGTH.start,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (text("login.failed", "nl"), "error"),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_LOGOUT_METHODS": None,
        "SECURITY_POST_LOGIN_VIEW": "home",
        "SECURITY_FLASH_MESSAGES": False,
    }


def install(app: Flask) -> None:
    """Log in with password and session only: no tokens, no JSON, no remembering."""
    security = Security(app, StaffStore(), login_form=PasswordForm)
    security.want_json(lambda request: False)
    app.login_manager.request_loader(lambda request: None)  # type: ignore[attr-defined]
    user_authenticated.connect(_begin, app)


def _begin(app: Flask, user: Account, **more: Any) -> None:
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
