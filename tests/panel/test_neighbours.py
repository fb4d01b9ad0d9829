"""Support on the public page and for staff, and merging two ideas in the panel."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models.db import transaction
from models.initiatives.contributions import Initiative
from models.initiatives.follow_up import AFTER, How, answer, ask_due
from models.initiatives.lifecycles import Moderation
from models.initiatives.supporting import Counted, SupportKind, counts, support
from models.people.residents import Resident
from tests.acts import texts_queued
from tests.builders import NOW, Cast, create_address, create_initiative, create_resident
from tests.panel.acting import carry_out, open_form, preview_of
from tests.panel.conftest import LogIn

M = Moderation


@pytest.fixture
def bench(engine: Engine, cast: Cast) -> Initiative:
    with transaction(engine) as session:
        return create_initiative(
            session, cast.wijk_zuid, cast.resident, cast.address, status=M.PLACED
        )


@pytest.fixture
def zahra(log_in: LogIn, cast: Cast) -> FlaskClient:
    """The browser of the wijkmanager of Zuid."""
    return log_in(cast.manager_zuid)


def hearts(engine: Engine, bench: Initiative, n: int) -> None:
    with transaction(engine) as session:
        for _ in range(n):
            somebody = create_resident(session)
            chat = create_address(session, somebody)
            support(session, somebody, chat, bench.ref, SupportKind.HEART, NOW)


def test_everybody_sees_hearts_from_the_minimum_on_and_staff_all(
    engine: Engine, visitor: FlaskClient, zahra: FlaskClient, bench: Initiative
) -> None:
    hearts(engine, bench, 9)
    page = visitor.get(f"/initiatief/{bench.ref}").text
    assert "nog geen 10 harten" in page
    assert "9 buren" not in page
    assert "9 buren gaven een hart" in zahra.get(f"/initiatief/{bench.ref}").text


def test_ten_hearts_show(engine: Engine, visitor: FlaskClient, bench: Initiative) -> None:
    hearts(engine, bench, 10)
    page = visitor.get(f"/initiatief/{bench.ref}").text
    assert "10 buren gaven een hart" in page
    assert "Nog geen 10 buren willen helpen" in page


def test_a_wijkmanager_merges_and_supporters_go_along(
    engine: Engine, zahra: FlaskClient, visitor: FlaskClient, cast: Cast, bench: Initiative
) -> None:
    hearts(engine, bench, 10)
    with transaction(engine) as session:
        other = create_initiative(session, cast.wijk_zuid, status=M.PLACED, title="Een zitje")
    path = f"/initiatief/{bench.ref}/samenvoegen"
    looked = open_form(zahra, path).post("look", into=other.ref.lower())
    assert "Een zitje" in "".join(preview_of(looked.text))
    assert carry_out(zahra, path, into=other.ref.lower()).status_code == 303
    gone = visitor.get(f"/initiatief/{bench.ref}")
    assert (gone.status_code, gone.location) == (302, f"/initiatief/{other.ref}")
    assert "10 buren gaven een hart" in visitor.get(f"/initiatief/{other.ref}").text
    with transaction(engine) as session:
        assert counts(session, [other.id]) == {other.id: Counted(hearts=10)}
        (told,) = texts_queued(session)
    assert "gaan ze samen verder" in told


@pytest.mark.parametrize("into", ["Z-9999", "", "itself"])
def test_merging_into_what_is_not_there_changes_nothing(
    engine: Engine, zahra: FlaskClient, bench: Initiative, into: str
) -> None:
    path = f"/initiatief/{bench.ref}/samenvoegen"
    named = bench.ref if into == "itself" else into
    assert open_form(zahra, path).post("look", into=named).status_code in (409, 422)
    with transaction(engine) as session:
        assert session.get_one(Initiative, bench.id).status is M.PLACED


def test_staff_read_how_it_goes(
    engine: Engine, zahra: FlaskClient, cast: Cast, bench: Initiative
) -> None:
    with transaction(engine) as session:
        ask_due(session, NOW + AFTER)
        resident = session.get_one(Resident, cast.resident.id)
        answer(session, resident, bench.ref, How.HELP, NOW + AFTER)
    page = zahra.get(f"/initiatief/{bench.ref}").text
    assert "zei hoe het gaat" in page
    assert "hulp" in page
