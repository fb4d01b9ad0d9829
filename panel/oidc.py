"""Logging in with the account of the gemeente (OpenID Connect, by Authlib).

The code flow with PKCE, state and nonce; signature, issuer, audience and times of the token are
checked. Who it is then says `models.people.outside`. Where the token says that the gemeente asked
for two proofs, ours is not asked as well.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import (
    Blueprint,
    Flask,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security.utils import validate_redirect_url
from joserfc.errors import JoseError
from requests import RequestException

from models.people import outside
from models.people.staff import Staff
from models.settings import Settings
from panel import auth, edge

log = structlog.get_logger()

NAME = "gemeente"
NEXT = "oidc_next"
TIMEOUT_SECONDS = 10
LEEWAY_SECONDS = 30
# Signed with a key that the issuer keeps to itself; never with a secret that we share.
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
# RFC 8176: what one has or is, beside what one knows.
SECOND_PROOFS = frozenset({"otp", "hwk", "swk", "sc", "fpt", "face", "iris", "sms"})
WENT_WRONG = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, RuntimeError)

doors = Blueprint("oidc", __name__)


class NotThem(Exception):
    """The account of the gemeente is right, but opens nothing here."""


def install(app: Flask, settings: Settings) -> None:
    """Open these doors, where the three settings are there."""
    app.config["OIDC"] = settings.oidc_on
    if not settings.oidc_on:
        return
    assert settings.oidc_client_secret is not None
    oauth = OAuth(app)
    oauth.register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
    app.config.update(
        OIDC_ISSUER=settings.oidc_issuer,
        OIDC_ACR=settings.oidc_acr,
        OIDC_EMAILS_CHECKED=settings.oidc_emails_checked,
    )
    app.register_blueprint(doors)


@doors.get("/login/gemeente")
def start() -> ResponseReturnValue:
    """Go to the gemeente's own login; `opnieuw` asks to log in there once more."""
    wanted = request.args.get("next", "")
    again = {"prompt": "login", "max_age": 0} if "opnieuw" in request.args else {}
    try:
        there = _client().authorize_redirect(url_for("oidc.back", _external=True), **again)
    except WENT_WRONG as error:
        return _failed(error, "oidc.away", 503)
    session[NEXT] = wanted if validate_redirect_url(wanted) else url_for("home")
    return redirect(there.location)


@doors.get("/login/gemeente/terug")
def back() -> ResponseReturnValue:
    """Come back from there: log in, or confirm who is logged in already."""
    asked_by = auth.logged_in()
    try:
        claims = _claims()
        colleague = _recognised(claims)
    except NotThem as error:
        return _failed(error, "oidc.unknown", 403)
    except WENT_WRONG as error:
        return _failed(error, "oidc.failed", 400)
    # A GET that writes. It carries a state that we gave this browser and a code that works once.
    edge.commit_this()
    wanted = session.pop(NEXT, url_for("home"))
    if asked_by is not None and asked_by.id == colleague.id and _is_recent(claims):
        auth.confirm()
        return redirect(wanted)
    if _two_proofs(claims):
        auth.log_in(colleague)
        session["strong"] = True
        if not _is_recent(claims):
            session.pop("confirmed")
        return redirect(wanted)
    return auth.enter(colleague, wanted)


def _client() -> Any:
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(NAME)
    told = client.load_server_metadata()
    if told.get("issuer") != current_app.config["OIDC_ISSUER"]:
        raise ValueError("the issuer gives another name than ours for it")
    offered = told.get("id_token_signing_alg_values_supported") or SIGNATURES
    told["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNATURES]
    return client


def _claims() -> Mapping[str, Any]:
    client = _client()
    only = {
        "iss": {"essential": True, "value": current_app.config["OIDC_ISSUER"]},
        "aud": {"essential": True, "value": client.client_id},
    }
    token = client.authorize_access_token(claims_options=only, leeway=LEEWAY_SECONDS)
    claims: Mapping[str, Any] = token["userinfo"]
    return claims


def _recognised(claims: Mapping[str, Any]) -> Staff:
    told = claims.get("email") if _is_checked(claims) else None
    email = told if isinstance(told, str) else None
    issuer, subject = current_app.config["OIDC_ISSUER"], str(claims["sub"])
    found = outside.recognise(edge.session(), issuer, subject, email, edge.now())
    if found is None:
        raise NotThem("no active colleague")
    return found


def _is_checked(claims: Mapping[str, Any]) -> bool:
    """Whether the address is surely theirs: the token says so or, where it says nothing of that,
    the beheerder declared it of every account there.
    """
    said = claims.get("email_verified")
    return said is True or (said is None and bool(current_app.config["OIDC_EMAILS_CHECKED"]))


def _is_recent(claims: Mapping[str, Any]) -> bool:
    """Whether they logged in there just now, and not this morning."""
    at = claims.get("auth_time")
    return isinstance(at, int | float) and (
        edge.now() - datetime.fromtimestamp(at, UTC) <= auth.FRESH
    )


def _two_proofs(claims: Mapping[str, Any]) -> bool:
    """Whether the gemeente asked for two proofs: `amr` says so, or an `acr` that was set."""
    strong: Sequence[str] = current_app.config["OIDC_ACR"]
    proofs = set(claims.get("amr") or ())
    both = "pwd" in proofs and bool(proofs & SECOND_PROOFS)
    return "mfa" in proofs or both or claims.get("acr") in strong


def _failed(error: Exception, why: str, code: int) -> ResponseReturnValue:
    # The kind alone: its words may hold what the other side sent.
    log.warning("login at the gemeente failed", kind=type(error).__name__)
    return render_template("security/oidc_failed.html", why=why), code
