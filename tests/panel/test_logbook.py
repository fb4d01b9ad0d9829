"""The log of what colleagues did: filtered, with before and after, and whether it holds."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives import moderation
from models.initiatives.contributions import Initiative
from models.operations.chain_watch import check_all, seal
from models.people import accounts
from models.people.staff import RoleName
from tests.acts import decision
from tests.builders import NOW, Cast, create_initiative, create_staff
from tests.panel.conftest import LogIn

PAGE = "/beheer/logboek"
TITLE = "Bankje voor Ria de Vries"


@pytest.fixture
def auditor(engine: Engine, log_in: LogIn) -> FlaskClient:
    with transaction(engine) as session:
        auditor = create_staff(session, "Aud", RoleName.AUDITOR)
    return log_in(auditor)


@pytest.fixture
def idea(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        staff = session.merge(cast.manager_zuid)
        idea = create_initiative(session, cast.wijk_zuid, cast.resident, title=TITLE)
        moderation.note(session, idea, decision(staff, idea), "Belde met Ria.")
        moderation.offer(session, idea, decision(staff, idea), "Bankje voor iedereen", None)
        for days in range(3):
            at = NOW + timedelta(days=days)
            accounts.record(session, staff, "disabled", session.merge(cast.manager_noord), at)
        return idea


def lines(page: str) -> list[list[str]]:
    body = page.partition("<tbody")[2]
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in body.split("<tr")[1:]]
    return [row for row in found if row]


def test_acts_on_contributions_show_who_what_and_from_where_to_where(
    auditor: FlaskClient, cast: Cast, idea: Initiative
) -> None:
    page = auditor.get(f"{PAGE}?van=inbreng").text
    offered, noted = lines(page)
    assert offered[1] == noted[1] == cast.manager_zuid.name
    assert offered[3] == idea.ref
    assert offered[4] == "ingediend → wacht op antwoord"
    for words in (TITLE, "Ria", "iedereen"):
        assert words not in page


def test_filters_take_who_what_and_when(auditor: FlaskClient, cast: Cast, idea: Initiative) -> None:
    who = cast.manager_zuid.id
    assert len(lines(auditor.get(f"{PAGE}?wie={who}").text)) == 3
    assert len(lines(auditor.get(f"{PAGE}?wie={cast.manager_noord.id}").text)) == 0
    assert len(lines(auditor.get(f"{PAGE}?wie={who}&vanaf=2026-11-17").text)) == 2
    assert len(lines(auditor.get(f"{PAGE}?wie={who}&vanaf=2026-11-17&tot=2026-11-17").text)) == 1
    assert len(lines(auditor.get(f"{PAGE}?wat=disabled").text)) == 3
    assert len(lines(auditor.get(f"{PAGE}?van=inbreng&wat=noted").text)) == 1
    for nonsense in (
        "van=x",
        "wie=-1",
        "vanaf=9999-12-31",
        "tot=ooit",
        "voor=99999999999999999999",
    ):
        assert auditor.get(f"{PAGE}?{nonsense}").status_code == 200


def test_the_page_says_whether_history_holds(
    engine: Engine, auditor: FlaskClient, idea: Initiative
) -> None:
    assert "De geschiedenis klopt" not in auditor.get(PAGE).text
    with transaction(engine) as session:
        while seal(session, NOW):
            pass
        check_all(session, NOW)
    assert "De geschiedenis klopt. Nagelopen op" in auditor.get(PAGE).text


def test_before_and_after_stand_on_the_page_of_the_contribution(
    log_in: LogIn, cast: Cast, idea: Initiative
) -> None:
    page = log_in(cast.manager_zuid).get(f"/initiatief/{idea.ref}").text
    assert "<ins>Bankje voor iedereen</ins>" in page
