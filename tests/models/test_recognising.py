""" "Herkent u dit?": one answer per chat, changed as one likes, counted from ten on."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking import recognising
from models.asking.adopting import NotProposed, adopt
from models.asking.recognising import NotAsked, Recognised, Recognition
from models.initiatives.erasing import erase
from models.plan.opgaven import Opgave, OpgaveState
from tests.acts import queued
from tests.builders import NOW, Cast, create_address, create_cast
from tests.saying import answers, propose

YES, PARTLY, NO = Recognised


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def opgave(session: Session, cast: Cast) -> Opgave:
    return propose(session, cast.plan_zuid.opgave)


def test_one_answer_per_chat_that_may_change(session: Session, cast: Cast, opgave: Opgave) -> None:
    recognising.answer(session, opgave.slug, NO, cast.address, NOW)
    recognising.explain(session, opgave.slug, "Dit speelt hier niet.", cast.address)
    recognising.answer(session, opgave.slug, NO, cast.address, NOW)
    kept = session.scalars(select(Recognition)).one()
    assert (kept.answer, kept.words) == (NO, "Dit speelt hier niet.")
    recognising.answer(session, opgave.slug, YES, cast.address, NOW)
    session.expire_all()
    changed = session.scalars(select(Recognition)).one()
    assert (changed.answer, changed.words) == (YES, None), "words of another answer are gone"


def test_the_words_are_sealed(session: Session, cast: Cast, opgave: Opgave) -> None:
    recognising.answer(session, opgave.slug, NO, cast.address, NOW)
    recognising.explain(session, opgave.slug, "Geheim", cast.address)
    session.flush()
    raw = session.connection().exec_driver_sql("SELECT words FROM recognition").scalar_one()
    assert b"Geheim" not in bytes(raw)


def test_what_is_not_voorgelegd_asks_nothing(session: Session, cast: Cast, opgave: Opgave) -> None:
    for slug in ("bestaat-niet", cast.plan_noord.opgave.slug):
        with pytest.raises(NotAsked):
            recognising.answer(session, slug, YES, cast.address, NOW)
    with pytest.raises(NotAsked):
        recognising.explain(session, opgave.slug, "Zonder antwoord", cast.address)
    recognising.answer(session, opgave.slug, YES, cast.address, NOW)
    opgave.state = OpgaveState.ADOPTED
    session.flush()
    with pytest.raises(NotAsked):
        recognising.answer(session, opgave.slug, NO, cast.address, NOW)


def test_staff_see_numbers_from_ten_answers_on(
    session: Session, cast: Cast, opgave: Opgave
) -> None:
    answers(session, opgave, cast.wijk_zuid, YES, 7)
    [sceptic, _] = answers(session, opgave, cast.wijk_zuid, NO, 2)
    recognising.explain(session, opgave.slug, "Niet bij ons", sceptic)
    session.flush()
    heard = recognising.heard_of(session, cast.manager_zuid, opgave.slug)
    assert heard is not None
    assert (heard.counts, heard.words) == (None, [(None, "Niet bij ons")])
    answers(session, opgave, cast.wijk_zuid, PARTLY)
    heard = recognising.heard_of(session, cast.manager_zuid, opgave.slug)
    assert heard is not None
    assert heard.counts == {YES: 7, PARTLY: 1, NO: 2}
    assert heard.words == [(NO, "Niet bij ons")]


def test_only_staff_of_there_see_it(session: Session, cast: Cast, opgave: Opgave) -> None:
    assert recognising.heard_of(session, cast.manager_noord, opgave.slug) is None
    assert recognising.proposed(session, cast.manager_noord) == []
    assert recognising.proposed(session, cast.manager_zuid) == [opgave]


def test_erasing_takes_the_answer_back(session: Session, cast: Cast, opgave: Opgave) -> None:
    recognising.answer(session, opgave.slug, NO, cast.address, NOW)
    recognising.answer(session, opgave.slug, YES, cast.neighbour_address, NOW)
    erase(session, cast.resident, NOW)
    assert session.scalars(select(Recognition.answer)).all() == [YES]


def test_once_vastgesteld_it_asks_no_more_and_who_answered_hears_it(
    session: Session, cast: Cast, opgave: Opgave
) -> None:
    recognising.answer(session, opgave.slug, YES, cast.address, NOW)
    cast.neighbour.muted = True
    away = create_address(session, cast.neighbour)
    recognising.answer(session, opgave.slug, NO, away, NOW)
    with pytest.raises(NotProposed):
        adopt(session, cast.manager_noord, opgave.slug, NOW)
    assert adopt(session, cast.manager_zuid, opgave.slug, NOW) == 1
    assert opgave.state is OpgaveState.ADOPTED
    [told] = queued(session)
    assert told.body is not None
    assert told.body["says"][0] == {"key": "adopted.told", "params": {"opgave": opgave.title}}
    with pytest.raises(NotAsked):
        recognising.answer(session, opgave.slug, NO, cast.address, NOW)
    with pytest.raises(NotProposed):
        adopt(session, cast.manager_zuid, opgave.slug, NOW)
    assert len(queued(session)) == 1
