"""What one erases oneself: all with or without what is on the site, one idea, one answer."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking import answering as asking
from models.asking import rounds
from models.asking.checkins import Answer, CheckIn
from models.initiatives import answering, moderation
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase, erase_one
from models.initiatives.lifecycles import Moderation
from models.initiatives.published import published
from tests.acts import decision, history, queued
from tests.asking import BASE_URL, answer, open_check_in
from tests.builders import NOW, Cast, create_cast, create_initiative, later

M = Moderation


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def placed(session: Session, cast: Cast) -> Initiative:
    idea = create_initiative(
        session, cast.wijk_zuid, cast.resident, cast.address, name="Ria", show_name=True
    )
    moderation.place(session, idea, decision(cast.manager_zuid, idea))
    return idea


@pytest.fixture
def checkin(session: Session, cast: Cast) -> CheckIn:
    return open_check_in(session, cast.manager_zuid, cast.plan_zuid.opgave, cast.wijk_zuid)


def answers(session: Session) -> list[int]:
    return list(session.scalars(select(Answer.position).order_by(Answer.position)))


def test_what_is_on_the_site_stays_without_a_name(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    erase(session, cast.resident, NOW)
    session.flush()
    (shown,) = published(session)
    assert (shown.ref, shown.name) == (placed.ref, None)
    assert placed.resident_id is None


def test_or_it_goes_too(session: Session, cast: Cast, placed: Initiative) -> None:
    erase(session, cast.resident, NOW, keep_public=False)
    session.flush()
    assert published(session) == ()
    assert (placed.title, placed.public_title, placed.name) == ("-", None, None)
    assert {row.message for row in history(session, placed)} == {None}


def test_one_idea_goes_and_the_rest_stays(session: Session, cast: Cast, placed: Initiative) -> None:
    other = create_initiative(session, cast.wijk_zuid, cast.resident, title="Een boom")
    erase_one(session, cast.resident, placed.ref, NOW)
    session.flush()
    assert published(session) == ()
    assert (placed.title, placed.resident_id, placed.number) == ("-", None, placed.number)
    assert (other.title, other.resident_id) == ("Een boom", cast.resident.id)
    assert [out.body for out in queued(session)] == [None]
    assert cast.resident.erased_at is None


def test_nobody_erases_anothers(session: Session, cast: Cast, placed: Initiative) -> None:
    with pytest.raises(answering.Unknown):
        erase_one(session, cast.neighbour, placed.ref, NOW)
    assert len(published(session)) == 1


def test_one_answer_is_taken_back_and_may_be_given_anew(
    session: Session, cast: Cast, checkin: CheckIn
) -> None:
    answer(session, checkin, cast.wijk_zuid, 0)
    asking.answer(session, cast.resident, "vraag", 1, NOW)
    session.flush()
    assert [one.token for one in asking.given(session, cast.resident, NOW)] == ["vraag"]
    asking.take_back(session, cast.resident, "vraag", NOW)
    assert answers(session) == [0]
    assert asking.given(session, cast.resident, NOW) == []
    asking.answer(session, cast.resident, "vraag", 0, NOW)
    session.flush()
    assert answers(session) == [0, 0]


def test_nobody_takes_back_anothers_answer(session: Session, cast: Cast, checkin: CheckIn) -> None:
    answer(session, checkin, cast.wijk_zuid, 0)
    for token in ("vraag", "anders"):
        with pytest.raises(asking.NotOpen):
            asking.take_back(session, cast.resident, token, NOW)
    assert answers(session) == [0]


def test_once_counted_nobody_can_say_whose_an_answer_was(
    session: Session, cast: Cast, checkin: CheckIn
) -> None:
    asking.answer(session, cast.resident, "vraag", 1, NOW)
    session.flush()
    before = session.scalars(select(Answer.id)).all()
    rounds.close_due(session, later(days=20), base_url=BASE_URL)
    session.flush()
    assert session.scalars(select(Answer.id)).all() != before
    with pytest.raises(asking.NotOpen):
        asking.take_back(session, cast.resident, "vraag", later(days=20))
    erase(session, cast.resident, later(days=20))
    assert answers(session) == [1]


def test_erasing_takes_answers_that_were_not_counted_along(
    session: Session, cast: Cast, checkin: CheckIn
) -> None:
    answer(session, checkin, cast.wijk_zuid, 0)
    asking.answer(session, cast.resident, "vraag", 1, NOW)
    session.flush()
    erase(session, cast.resident, NOW)
    assert answers(session) == [0]
