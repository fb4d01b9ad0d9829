"""Every route of the panel: shut by default, one token each, and never another's stadsdeel."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.people.rights import RIGHTS
from models.people.staff import RoleName, Staff, StaffRole, Waarneming
from models.plan.help import Contact
from panel import gate
from panel.app import create_panel_app
from tests.builders import NOW, Cast, create_staff
from tests.panel.conftest import SETTINGS, LogIn, token_of
from tests.panel.routes import (
    MARK,
    WRITES,
    Things,
    addresses,
    content,
    create_things,
    foreign,
    rules,
)

SHUT = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@pytest.fixture
def zuid(engine: Engine, cast: Cast) -> Things:
    with transaction(engine) as session:
        return create_things(
            session, cast, cast.zuid, cast.wijk_zuid, cast.plan_zuid, cast.manager_zuid
        )


@pytest.fixture
def noord(engine: Engine, cast: Cast) -> Things:
    with transaction(engine) as session:
        return create_things(
            session, cast, cast.noord, cast.wijk_noord, cast.plan_noord, cast.manager_noord
        )


@pytest.fixture
def everything(engine: Engine, log_in: LogIn, cast: Cast) -> FlaskClient:
    """Somebody with every role in the whole city."""
    with transaction(engine) as session:
        staff = create_staff(session, "Alle Rollen")
        staff.roles = [StaffRole(role=role) for role in RoleName]
    return log_in(staff)


def local(engine: Engine, role: RoleName, cast: Cast) -> Staff:
    with transaction(engine) as session:
        staff = create_staff(session, f"Lokaal {role}", role, cast.noord)
        # For Zuid they stood in long ago, and will do so some day.
        for starts, ends in ((-900, -400), (9000, 9100)):
            session.add(
                Waarneming(
                    absent_id=cast.manager_zuid.id,
                    stand_in_id=staff.id,
                    starts_at=NOW + timedelta(days=starts),
                    ends_at=NOW + timedelta(days=ends),
                    named_by_id=cast.manager_zuid.id,
                )
            )
        return staff


def test_every_route_has_a_rule(demo_app: Flask) -> None:
    assert [rule for rule in rules(demo_app) if gate.rule_of(demo_app, rule.endpoint) is None] == []


def test_few_routes_are_open(panel_app: Flask, demo_app: Flask) -> None:
    def are_open(app: Flask) -> set[str]:
        return {rule.endpoint for rule in app.url_map.iter_rules()} & gate.OPEN

    login = {"login", "two_factor_token_validation", "two_factor_rescue", "mf_recovery"}
    doors = {f"security.{name}" for name in login}
    # Programs of colleagues have a secret of their own.
    feeds = {"feeds.calendar", "feeds.news"}
    assert are_open(panel_app) == doors | feeds | {"invitation.accept"}
    assert are_open(demo_app) == are_open(panel_app) | {"demo.login"}


def test_a_route_without_a_rule_is_shut_for_everybody(engine: Engine, cast: Cast) -> None:
    app = create_panel_app(engine, SETTINGS, demo=True)
    app.add_url_rule("/vergeten", "forgotten", lambda: MARK)
    browser = app.test_client()
    assert browser.get("/vergeten").status_code == HTTPStatus.FOUND
    browser.post(f"/demo-login/{cast.manager_zuid.email}")
    assert browser.get("/vergeten").status_code == HTTPStatus.FORBIDDEN


def test_the_anonymous_are_sent_to_the_login(demo_app: Flask, zuid: Things) -> None:
    browser = demo_app.test_client()
    tried = 0
    for rule in rules(demo_app):
        for address in addresses(demo_app, rule, zuid):
            for method in rule.methods or ():
                answer = browser.open(address, method=method)
                if method != "OPTIONS":
                    assert answer.status_code == HTTPStatus.FOUND, (method, address)
                    assert answer.location.startswith("/login")
                assert MARK not in answer.text
                tried += 1
    assert tried > 100


def test_the_stranger_gets_in_nowhere(
    demo_app: Flask, log_in: LogIn, cast: Cast, zuid: Things
) -> None:
    browser = log_in(cast.stranger)
    for rule in rules(demo_app):
        for address in addresses(demo_app, rule, zuid):
            for method in (rule.methods or set()) - {"OPTIONS"}:
                answer = browser.open(address, method=method)
                assert answer.status_code in SHUT, (method, address)


def test_every_writing_route_asks_for_the_token(
    demo_app: Flask, everything: FlaskClient, engine: Engine, zuid: Things
) -> None:
    before, tried = content(engine), 0
    for rule in rules(demo_app):
        if not WRITES & (rule.methods or set()):
            continue
        for address in addresses(demo_app, rule, zuid):
            for token in ({}, {"csrf_token": "made up"}):
                answer = everything.post(address, data=token)
                assert answer.status_code == HTTPStatus.BAD_REQUEST, address
                tried += 1
    assert tried > 40
    assert content(engine) == before


@pytest.mark.parametrize(
    "address", ["/login", "/login/code", "/login/herstelcode", "/uitnodiging/abc"]
)
def test_open_forms_ask_for_the_token_too(client: FlaskClient, cast: Cast, address: str) -> None:
    assert client.post(address, data={"email": "x"}).status_code == HTTPStatus.BAD_REQUEST


def test_no_other_site_posts_here(
    demo_app: Flask, everything: FlaskClient, cast: Cast, zuid: Things
) -> None:
    token = {"csrf_token": token_of(everything)}
    sent_by_another = {"Sec-Fetch-Site": "cross-site"}
    for rule in rules(demo_app):
        if WRITES & (rule.methods or set()):
            address = next(addresses(demo_app, rule, zuid))
            answer = everything.post(address, data=token, headers=sent_by_another)
            assert answer.status_code == HTTPStatus.FORBIDDEN, address
    one_click = f"/demo-login/{cast.manager_zuid.email}"
    answer = demo_app.test_client().post(one_click, headers=sent_by_another)
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_reading_never_writes(
    demo_app: Flask, everything: FlaskClient, engine: Engine, zuid: Things, noord: Things
) -> None:
    before = content(engine)
    for rule in rules(demo_app):
        for address in addresses(demo_app, rule, zuid) if "GET" in (rule.methods or ()) else ():
            answer = everything.get(address, query_string={"id": zuid.row_of(rule.endpoint)})
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, address
    assert content(engine) == before


def test_zuids_own_wijkmanager_sees_the_mark(log_in: LogIn, cast: Cast, zuid: Things) -> None:
    """Without this the next test could not fail."""
    browser = log_in(cast.manager_zuid)
    assert MARK in browser.get("/queue").text
    assert MARK in browser.get(f"/initiatief/{zuid.ref}").text


@pytest.mark.parametrize("role", list(RIGHTS))
def test_nobody_of_noord_reaches_zuid(
    demo_app: Flask,
    engine: Engine,
    log_in: LogIn,
    cast: Cast,
    zuid: Things,
    noord: Things,
    role: RoleName,
) -> None:
    browser = log_in(local(engine, role, cast))
    before = content(engine)
    form = {"csrf_token": token_of(browser), **plausible(cast)}
    for rule in rules(demo_app):
        row = zuid.row_of(rule.endpoint)
        for address in foreign(demo_app, rule, noord, zuid):
            for method in (rule.methods or set()) - {"OPTIONS"}:
                answer = browser.open(address, method=method, data=form)
                assert answer.status_code in SHUT, (method, address)
                assert MARK not in answer.text, (method, address)
        if rule.endpoint.endswith((".edit_view", ".delete_view")):
            for method in (rule.methods or set()) - {"OPTIONS"}:
                path = rule.rule + f"?id={row}"
                answer = browser.open(path, method=method, data=form | {"id": row})
                assert answer.status_code in SHUT, (method, path)
        if not rule.arguments and "GET" in (rule.methods or ()):
            assert MARK not in browser.get(rule.rule).text, rule.rule
        if rule.endpoint.endswith(".create_view"):
            browser.post(rule.rule, data=form)
    assert content(engine) == before


def plausible(cast: Cast) -> Mapping[str, str]:
    """What a form might carry, with Zuid wherever one can choose a stadsdeel."""
    return {
        "version": "1",
        "act": "done",
        "stadsdeel_id": str(cast.zuid.id),
        "stadsdeel": str(cast.zuid.id),
        "role": f"wijkmanager:{cast.zuid.id}",
        "name": "Van Noord",
        "email": "noord@zwolle.nl",
        "phone": "1",
        "hours": "altijd",
        "source": "eigen",
        "text": "x",
        "reason": "x",
        "note": "x",
    }


def test_a_local_list_can_be_kept_up_at_home(
    engine: Engine, log_in: LogIn, cast: Cast, zuid: Things, noord: Things
) -> None:
    """And the refusals above were not for want of a right form."""
    browser = log_in(local(engine, RoleName.REDACTEUR, cast))
    page = browser.get("/beheer/contacten/edit/", query_string={"id": noord.contact}).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form = {"csrf_token": token_of(browser), "seen": seen, **plausible(cast)}
    address = f"/beheer/contacten/edit/?id={noord.contact}"
    refused = browser.post(address, data=form)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    saved = browser.post(address, data=form | {"stadsdeel_id": str(cast.noord.id)})
    assert saved.status_code == HTTPStatus.FOUND
    with transaction(engine) as session:
        assert session.get_one(Contact, int(noord.contact)).name == "Van Noord"
