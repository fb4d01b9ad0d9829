"""Opgaven without initiatives, initiatives without an opgave: counted, shown, each to who may."""

from flask.testing import FlaskClient
from sqlalchemy import Engine, select, true

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.linking import find_subject, link
from models.overview.unlinked import (
    bare_by_stadsdeel,
    bare_opgaven,
    loose_by_stadsdeel,
    loose_initiatives,
)
from models.people.staff import RoleName, Staff
from models.plan.din import Weight
from tests.acts import decision
from tests.builders import Cast, create_initiative, create_staff
from tests.panel.conftest import LogIn

PLACED = Moderation.PLACED


def create_ideas(engine: Engine, cast: Cast) -> tuple[Initiative, Initiative]:
    """Of Zuid: one that is linked to its opgave, one that is not, and one that never was placed."""
    plan = cast.plan_zuid
    with transaction(engine) as session:
        linked, loose = (
            create_initiative(session, cast.wijk_zuid, status=PLACED, title=f"{what} <b>idee</b>")
            for what in ("Gekoppeld", "Los")
        )
        create_initiative(session, cast.wijk_zuid, title="Nog niet geplaatst")
        subject = find_subject(session, cast.zuid.id, plan.opgave.id, plan.effort.id)
        assert subject
        staff = session.get_one(Staff, cast.manager_zuid.id)
        link(session, linked, decision(staff, linked, None), subject, Weight.LIGHT, "")
        return linked, loose


def test_counted_by_stadsdeel(engine: Engine, cast: Cast) -> None:
    _, loose = create_ideas(engine, cast)
    with transaction(engine) as session:
        assert bare_by_stadsdeel(session) == {cast.noord.id: 1}
        assert loose_by_stadsdeel(session) == {cast.zuid.id: 1}
        assert [one.title for one in bare_opgaven(session, true())] == [
            cast.plan_noord.opgave.title
        ]
        found = loose_initiatives(session, true())
        assert (found.count, [one.ref for one in found.rows]) == (1, [loose.ref])
        # What is hidden serves nothing that anybody can see.
        for one in session.scalars(select(Initiative)):
            one.status = Moderation.HIDDEN
        session.flush()
        assert bare_by_stadsdeel(session) == {cast.noord.id: 1, cast.zuid.id: 1}
        assert loose_by_stadsdeel(session) == {}


def test_the_page_leads_to_linking(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    linked, loose = create_ideas(engine, cast)
    browser: FlaskClient = log_in(cast.manager_zuid)
    assert "/din/zonder" in browser.get("/din/").text
    page = browser.get("/din/zonder").text
    assert "1 initiatief zonder opgave" in page
    assert f"/initiatief/{loose.ref}/koppelen" in page
    assert linked.ref not in page
    assert "Los &lt;b&gt;idee&lt;/b&gt;" in page


def test_noord_does_not_see_the_ideas_of_zuid(engine: Engine, log_in: LogIn, cast: Cast) -> None:
    _, loose = create_ideas(engine, cast)
    page = log_in(cast.manager_noord).get("/din/zonder").text
    assert loose.ref not in page
    assert "0 initiatieven zonder opgave" in page
    with transaction(engine) as session:
        keeper = create_staff(session, "Bea Beheer", RoleName.BEHEERDER)
    page = log_in(keeper).get("/din/zonder").text
    assert cast.plan_noord.opgave.title in page
    assert "zonder opgave" not in page
