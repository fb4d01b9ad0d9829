"""Logging in with the account of the gemeente, against a strict provider over real HTTP."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from models.db import transaction
from models.people.staff import RoleName, Staff, StaffEvent
from models.settings import Settings
from panel.app import create_panel_app
from tests import fake_issuer, phone
from tests.builders import Cast, create_staff
from tests.fake_issuer import Issuer
from tests.panel.conftest import SETTINGS, token_of
from tests.panel.test_auth import is_in
from tests.panel.test_kept import tire
from tests.panel.test_second_step import PAGE, give_code, set_up


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Tells where one would be sent, and does not go."""

    def redirect_request(self, *args: Any) -> None:
        return None


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with fake_issuer.running() as issuer:
        yield issuer


@pytest.fixture
def issuer(provider: Issuer) -> Issuer:
    provider.next()
    return provider


@pytest.fixture
def gemeente_app(engine: Engine, issuer: Issuer) -> Flask:
    """The panel with the gemeente's own login; everybody has a second step."""
    own = {
        "second_step": True,
        "oidc_issuer": issuer.address,
        "oidc_client_id": fake_issuer.CLIENT,
        "oidc_client_secret": fake_issuer.SECRET,
        "oidc_acr": ("twee-factoren",),
    }
    return create_panel_app(engine, Settings.model_validate(SETTINGS.model_dump() | own))


@pytest.fixture
def browser(gemeente_app: Flask) -> FlaskClient:
    return gemeente_app.test_client()


@pytest.fixture
def zahra(cast: Cast) -> Staff:
    return cast.manager_zuid


def there(address: str) -> str:
    """Log in at the provider; gives where it sends the browser back to."""
    with pytest.raises(urllib.error.HTTPError) as sent:
        urllib.request.build_opener(NoRedirect).open(address, timeout=10)
    with sent.value as answer:
        assert answer.code == HTTPStatus.FOUND, answer.read()
        return str(answer.headers["Location"])


def go(browser: FlaskClient, start: str = "/login/gemeente") -> tuple[int, str]:
    """The whole way; gives the last status, and where it leads or what the page says."""
    sent = browser.get(start)
    assert sent.status_code == HTTPStatus.FOUND
    answer = browser.get(there(sent.location))
    return answer.status_code, answer.location or answer.text


def claims(staff: Staff, **more: Any) -> dict[str, Any]:
    return {"sub": f"sub-{staff.id}", "email": staff.email, "amr": ["pwd", "mfa"]} | more


def accounts_now(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(Staff)) or 0


def test_who_was_invited_comes_in(
    engine: Engine, issuer: Issuer, browser: FlaskClient, zahra: Staff
) -> None:
    assert "Log in met uw gemeente-account" in browser.get("/login").text
    issuer.next(claims=claims(zahra, email=zahra.email.upper()))
    assert go(browser) == (HTTPStatus.FOUND, "/")
    assert zahra.name in browser.get("/account/").text
    with transaction(engine) as session:
        acts = session.scalars(select(StaffEvent.act).order_by(StaffEvent.id)).all()
        assert acts == ["joined gemeente account", "logged in"]
        assert session.get_one(Staff, zahra.id).password is None


def test_afterwards_the_number_there_counts_and_not_the_address(
    engine: Engine, issuer: Issuer, browser: FlaskClient, zahra: Staff
) -> None:
    issuer.next(claims=claims(zahra))
    go(browser)
    issuer.next(claims=claims(zahra, email="nieuwe.naam@zwolle.nl", email_verified=False))
    again = browser.application.test_client()
    assert go(again)[0] == HTTPStatus.FOUND
    assert is_in(again)
    # Somebody else got her old address.
    issuer.next(claims=claims(zahra, sub="another number"))
    other = browser.application.test_client()
    assert go(other)[0] == HTTPStatus.FORBIDDEN
    assert not is_in(other)


@pytest.mark.parametrize(
    "who", ["unknown", "unverified", "verified in words", "nothing said", "disabled"]
)
def test_nobody_else_comes_in_or_gets_an_account(
    engine: Engine, issuer: Issuer, browser: FlaskClient, zahra: Staff, who: str
) -> None:
    odd: dict[str, dict[str, Any]] = {
        "unknown": {"email": "niemand@zwolle.nl"},
        "unverified": {"email_verified": False},
        "verified in words": {"email_verified": "true"},
        "nothing said": {"email_verified": None},
        "disabled": {},
    }
    with transaction(engine) as session:
        session.get_one(Staff, zahra.id).active = who != "disabled"
    before = accounts_now(engine)
    issuer.next(claims=claims(zahra, **odd[who]))
    status, page = go(browser)
    assert status == HTTPStatus.FORBIDDEN
    assert "Met dit account kunt u hier niet inloggen" in page
    assert accounts_now(engine) == before
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("said", "comes_in"), [(None, True), (True, True), (False, False), ("true", False)]
)
def test_the_beheerder_may_declare_that_every_address_there_was_checked(
    issuer: Issuer, gemeente_app: Flask, zahra: Staff, said: object, comes_in: bool
) -> None:
    """Which says nothing against an issuer that says it was not."""
    gemeente_app.config["OIDC_EMAILS_CHECKED"] = True
    browser = gemeente_app.test_client()
    issuer.next(claims=claims(zahra, email_verified=said))
    status, _ = go(browser)
    assert status == (HTTPStatus.FOUND if comes_in else HTTPStatus.FORBIDDEN)
    assert is_in(browser) is comes_in


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "another application"}},
        {"claims": {"aud": "another application", "azp": fake_issuer.CLIENT}},
        {"claims": {"iss": "https://kwaad.example"}},
        pytest.param({"claims": {"exp": int(time.time()) - 3600}}, id="too late"),
        pytest.param(
            {"claims": {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 7200}},
            id="from later",
        ),
        {"forged": True},
        {"alg": "none"},
        {"silent": True},
    ],
    ids=str,
)
def test_a_token_that_is_not_right_opens_nothing(
    engine: Engine, issuer: Issuer, browser: FlaskClient, zahra: Staff, wrong: dict[str, Any]
) -> None:
    issuer.next(**wrong | {"claims": claims(zahra) | wrong.get("claims", {})})
    status, page = go(browser)
    assert status == HTTPStatus.BAD_REQUEST
    assert "Begin opnieuw bij het inloggen" in page
    assert not is_in(browser)
    with transaction(engine) as session:
        assert session.get_one(Staff, zahra.id).oidc_mark is None


def test_an_answer_that_this_browser_did_not_ask_for(
    issuer: Issuer, browser: FlaskClient, zahra: Staff
) -> None:
    issuer.next(claims=claims(zahra))
    back = there(browser.get("/login/gemeente").location)
    other = browser.application.test_client()
    assert other.get(back).status_code == HTTPStatus.BAD_REQUEST
    assert not is_in(other)
    for odd in ("", "?code=x", "?state=x", "?error=access_denied", "?code=x&state=x"):
        refused = browser.get("/login/gemeente/terug" + odd)
        assert refused.status_code == HTTPStatus.BAD_REQUEST, odd
    assert browser.get(back).status_code == HTTPStatus.FOUND
    assert browser.get(back).status_code == HTTPStatus.BAD_REQUEST


def test_another_issuer_than_was_set_is_not_asked(issuer: Issuer, browser: FlaskClient) -> None:
    issuer.next(issuer="https://kwaad.example")
    answer = browser.get("/login/gemeente")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "antwoordt niet" in answer.text


def test_an_issuer_that_is_away_leaves_the_password(engine: Engine) -> None:
    own = {
        "oidc_issuer": "http://127.0.0.1:9",
        "oidc_client_id": "x",
        "oidc_client_secret": "x",
    }
    app = create_panel_app(engine, Settings.model_validate(SETTINGS.model_dump() | own))
    assert app.test_client().get("/login/gemeente").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert app.test_client().get("/login").status_code == HTTPStatus.OK


def test_where_it_was_not_set_there_is_no_such_door(client: FlaskClient) -> None:
    assert client.get("/login/gemeente").status_code == HTTPStatus.NOT_FOUND
    assert "gemeente-account" not in client.get("/login").text


@pytest.mark.parametrize(
    ("proofs", "strong"),
    [
        ({"amr": ["mfa"]}, True),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["pwd"], "acr": "twee-factoren"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["pwd"], "acr": "iets anders"}, False),
        ({"amr": None}, False),
    ],
)
def test_our_own_code_is_asked_unless_the_gemeente_did(
    issuer: Issuer, browser: FlaskClient, zahra: Staff, proofs: dict[str, Any], strong: bool
) -> None:
    issuer.next(claims=claims(zahra, **proofs))
    assert go(browser)[0] == HTTPStatus.FOUND
    if strong:
        assert is_in(browser)
        return
    assert browser.get("/account/").location == PAGE
    hers = set_up(browser)
    assert is_in(browser)
    later = browser.application.test_client()
    assert go(later) == (HTTPStatus.FOUND, "/login/code?next=/")
    assert not is_in(later)
    assert give_code(later, phone.code(hers.secret, 30))[0] == HTTPStatus.FOUND
    assert is_in(later)


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/", "//kwaad.example"])
def test_it_leads_nowhere_else(
    issuer: Issuer, browser: FlaskClient, zahra: Staff, elsewhere: str
) -> None:
    issuer.next(claims=claims(zahra))
    assert go(browser, f"/login/gemeente?next={elsewhere}") == (HTTPStatus.FOUND, "/")


def test_who_has_no_password_confirms_at_the_gemeente(
    engine: Engine, issuer: Issuer, browser: FlaskClient
) -> None:
    with transaction(engine) as session:
        bea = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
    issuer.next(claims=claims(bea))
    go(browser)
    # She logged in there this morning: that is not fresh.
    asked = browser.get("/beheer/collegas/nieuw")
    assert asked.location == "/bevestigen/?next=/beheer/collegas/nieuw"
    page = browser.get(asked.location).text
    assert 'type="password"' not in page
    again = "/login/gemeente?opnieuw=1&next=/beheer/collegas/nieuw"
    assert again.replace("&", "&amp;") in page
    assert go(browser, again) == (HTTPStatus.FOUND, "/beheer/collegas/nieuw")
    assert browser.get("/beheer/collegas/nieuw").status_code == HTTPStatus.OK
    tire(browser, minutes=11)
    token = token_of(browser)
    empty = browser.post("/bevestigen/", data={"csrf_token": token, "password": "", "code": ""})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
