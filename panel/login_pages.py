"""The pages of logging in: those of Flask-Security that we use, and what it is told."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from flask_security import LoginForm, Security, TwoFactorRescueForm, user_authenticated
from flask_security.recovery_codes import mf_recovery
from flask_security.utils import validate_redirect_url
from flask_security.views import login, two_factor_token_validation
from wtforms import RadioField

from models.people import accounts
from models.settings import Settings
from panel import auth
from panel.codes import PhoneCodes, RecoveryCodes
from texts.render import text


class PasswordForm(LoginForm):
    """E-mail address and password. Nobody is remembered beyond the session."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without it, who gave a code would be sent to this page again.
        wanted = request.args.get("next", "")
        safe = wanted if validate_redirect_url(wanted) else url_for("home")
        self.next.data = self.next.data or safe


class NoHelpForm(TwoFactorRescueForm):
    """Flask-Security makes its form of help with every code page. Our page of help has none."""

    help_setup = RadioField(choices=[])


def config(settings: Settings, demo: bool = False) -> dict[str, Any]:
    """What Flask, Flask-Security and Flask-WTF are told about sessions and passwords."""
    https = settings.base_url.startswith("https:")
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "FRESH_FOR": auth.WORKDAY if demo else auth.FRESH,
        "SECOND_STEP": settings.second_step and not demo,
        "SESSION_COOKIE_NAME": "__Host-wijkbot-panel" if https else "wijkbot-panel",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # By the age of the signature, which `logged_in` renews.
        "PERMANENT_SESSION_LIFETIME": auth.SILENCE,
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
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_TOTP_ISSUER": text("second_step.issuer", "nl"),
        # Asked for, but not used: `PhoneCodes` leaves the sealing to the column.
        "SECURITY_TOTP_SECRETS": {"1": settings.secret_key.get_secret_value()},
    }


def install(app: Flask) -> None:
    """Log in with password and session only: no tokens, no JSON, no remembering."""
    security = Security(
        app,
        auth.StaffStore(),
        login_form=PasswordForm,
        two_factor_rescue_form=NoHelpForm,
        register_blueprint=False,
        totp_cls=PhoneCodes,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )
    security.want_json(lambda request: False)
    app.register_blueprint(doors())
    app.login_manager.request_loader(lambda request: None)  # type: ignore[attr-defined]
    user_authenticated.connect(auth.begin, app)


def doors() -> Blueprint:
    """Of all the pages of Flask-Security the few that we use, under the names that it knows."""
    doors = Blueprint("security", __name__)
    both = ["GET", "POST"]
    doors.add_url_rule("/login", "login", login, methods=both)
    doors.add_url_rule(
        "/login/code", "two_factor_token_validation", two_factor_token_validation, methods=both
    )
    doors.add_url_rule("/login/herstelcode", "mf_recovery", mf_recovery, methods=both)
    # It links to this page under a code that is not right. Ours says what one can do.
    doors.add_url_rule("/login/hulp", "two_factor_rescue", _no_phone)
    return doors


def _no_phone() -> str:
    return render_template("security/no_phone.html")
