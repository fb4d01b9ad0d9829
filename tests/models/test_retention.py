"""Nothing is kept longer than the privacy page says."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation, Realisation
from models.initiatives.retention import retire
from models.messages.conversations import Conversation
from models.people.residents import Resident
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def retire_all(session: Session, months: float) -> None:
    while retire(session, NOW + timedelta(days=30.44 * months)):
        session.flush()


def test_a_draft_is_gone_after_thirty_days(session: Session, cast: Cast) -> None:
    address = create_address(session, create_resident(session))
    state = Conversation(address_id=address.id, state={"draft": "x"}, version=1, changed_at=NOW)
    session.add(state)
    session.flush()
    retire_all(session, 0.9)
    assert session.scalars(select(Conversation)).all() == [state]
    retire_all(session, 1.1)
    assert session.scalars(select(Conversation)).all() == []


def test_who_is_silent_for_long_is_erased_unless_their_idea_is_alive(
    session: Session, cast: Cast
) -> None:
    silent, waiting = create_resident(session), create_resident(session)
    idea = create_initiative(session, cast.wijk_zuid, waiting)
    idea.status_changed_at = NOW + timedelta(days=200)
    session.flush()
    retire_all(session, 12.9)
    assert silent.erased_at is None
    retire_all(session, 13.1)
    erased = set(session.scalars(select(Resident).where(Resident.erased_at.is_not(None))))
    assert silent in erased
    assert waiting not in erased


@pytest.mark.parametrize("status", [Moderation.DECLINED, Moderation.WITHDRAWN])
def test_an_idea_that_did_not_come_on_the_site_is_emptied_after_a_year(
    session: Session, cast: Cast, status: Moderation
) -> None:
    idea = create_initiative(session, cast.wijk_zuid, create_resident(session), status=status)
    idea.status_changed_at = NOW
    retire_all(session, 11.9)
    assert idea.title != "-"
    retire_all(session, 12.1)
    assert (idea.title, idea.body, idea.name) == ("-", None, None)


def test_a_finished_initiative_goes_off_the_site_after_five_years(
    session: Session, cast: Cast
) -> None:
    idea = create_initiative(
        session, cast.wijk_zuid, create_resident(session), status=Moderation.PLACED
    )
    idea.public_title, idea.realisation = "Een bankje", Realisation.REALISED
    idea.realisation_changed_at = NOW
    session.flush()
    retire_all(session, 59)
    assert idea.public_title == "Een bankje"
    retire_all(session, 60.1)
    session.refresh(idea)
    assert str(idea.status) == "verborgen"
    assert [idea.public_title, idea.title] == [None, "-"]


def test_what_is_going_on_stays(session: Session, cast: Cast) -> None:
    idea = create_initiative(session, cast.wijk_zuid, create_resident(session))
    retire_all(session, 12.5)
    assert session.scalars(select(Initiative)).one().title == idea.title != "-"
