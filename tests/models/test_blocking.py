"""Blocking a resident: two colleagues, a last day, and a word to who it is about."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives import blocking, retention
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase
from models.initiatives.history import Actor
from models.initiatives.moves import Deed, NotThere
from models.initiatives.takeout import collect
from models.people.blocks import Block, BlockEnd, BlockReason
from models.people.residents import Channel, Resident
from models.people.rights import NotAllowed
from models.people.staff import RoleName, Staff
from tests.acts import decision, deeds, history, queued, texts_queued
from tests.builders import (
    NOW,
    Cast,
    create_address,
    create_cast,
    create_initiative,
    create_resident,
    create_staff,
    later,
)

LAST_DAY = date(2026, 12, 14)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def second(session: Session, cast: Cast) -> Staff:
    return create_staff(session, "Twan Tweede", RoleName.WIJKMANAGER, cast.zuid)


@pytest.fixture
def idea(session: Session, cast: Cast) -> Initiative:
    return create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)


@pytest.fixture
def proposed(session: Session, cast: Cast, idea: Initiative) -> Block:
    return propose(session, cast, idea)


def propose(session: Session, cast: Cast, idea: Initiative, ends_on: date = LAST_DAY) -> Block:
    by = decision(cast.manager_zuid, idea, None)
    words = "Scheldt al weken op de buren."
    blocking.propose(session, idea, by, BlockReason.OFFENDS, words, ends_on)
    newest = session.scalar(select(Block).order_by(Block.id.desc()).limit(1))
    assert newest is not None
    return newest


def test_a_second_person_agrees_and_the_resident_hears_until_when_and_why(
    session: Session, idea: Initiative, proposed: Block, second: Staff
) -> None:
    assert texts_queued(session) == []
    assert blocking.confirm(session, proposed, second, NOW)
    (told,) = texts_queued(session)
    assert "tot en met maandag 14 december 2026" in told
    assert "woorden die mensen beledigen" in told
    assert "14038" in told
    assert "klacht" in told
    assert "Scheldt" not in told
    assert deeds(session, idea) == [Deed.BLOCK_PROPOSED, Deed.BLOCK_CONFIRMED]
    first, last = history(session, idea)
    assert "Scheldt al weken op de buren." in (first.note or "")
    assert last.message == told


def test_nobody_is_the_second_person_of_their_own_proposal(
    session: Session, cast: Cast, proposed: Block
) -> None:
    for act in (blocking.confirm, blocking.refuse):
        with pytest.raises(blocking.OwnProposal):
            act(session, proposed, cast.manager_zuid, NOW)
    assert proposed.decided_at is None


def test_a_colleague_of_elsewhere_or_who_only_prepares_decides_nothing(
    session: Session, cast: Cast, idea: Initiative, proposed: Block
) -> None:
    helper = create_staff(session, "Mia Medewerker", RoleName.WIJKMEDEWERKER, cast.zuid)
    for who in (cast.manager_noord, cast.stranger, helper):
        for act in (blocking.confirm, blocking.refuse, blocking.lift):
            with pytest.raises(NotAllowed):
                act(session, proposed, who, NOW)
        by = decision(who, idea, None)
        with pytest.raises(NotAllowed):
            blocking.propose(session, idea, by, BlockReason.OFFENDS, "x", LAST_DAY)


def test_a_refused_block_never_reaches_the_resident(
    session: Session, idea: Initiative, proposed: Block, second: Staff
) -> None:
    blocking.refuse(session, proposed, second, NOW)
    assert proposed.closed_as is BlockEnd.REFUSED
    assert texts_queued(session) == []
    assert deeds(session, idea)[-1] is Deed.BLOCK_REFUSED


def test_one_at_a_time_and_again_after_it(
    session: Session, cast: Cast, idea: Initiative, proposed: Block, second: Staff
) -> None:
    with pytest.raises(blocking.AlreadyBlocked):
        propose(session, cast, idea)
    blocking.confirm(session, proposed, second, NOW)
    with pytest.raises(blocking.AlreadyBlocked):
        propose(session, cast, idea)
    assert blocking.lift(session, proposed, second, later(days=1))
    assert propose(session, cast, idea).id != proposed.id


def test_who_comes_second_decides_nothing_more(
    session: Session, cast: Cast, proposed: Block, second: Staff
) -> None:
    coordinator = create_staff(session, "Coen Coordinator", RoleName.COORDINATOR)
    blocking.confirm(session, proposed, second, NOW)
    with pytest.raises(blocking.NotNow):
        blocking.refuse(session, proposed, coordinator, NOW)
    assert proposed.decided_by_id == second.id


def test_it_ends_by_itself_and_they_hear_so_once(
    session: Session, idea: Initiative, proposed: Block, second: Staff
) -> None:
    blocking.confirm(session, proposed, second, NOW)
    on_the_last_day = later(days=28)
    assert on_the_last_day.date() == LAST_DAY
    assert blocking.end_due(session, on_the_last_day) == 0
    assert blocking.end_due(session, later(days=29)) == 1
    assert blocking.end_due(session, later(days=30)) == 0
    assert proposed.closed_as is BlockEnd.OVER
    assert "U kunt weer" in texts_queued(session)[-1]
    assert len(queued(session)) == 2
    assert history(session, idea)[-1].actor is Actor.SYSTEM


def test_a_proposal_that_nobody_decided_ends_in_silence(
    session: Session, proposed: Block, second: Staff
) -> None:
    with pytest.raises(blocking.NotNow):
        blocking.confirm(session, proposed, second, later(days=29))
    assert blocking.end_due(session, later(days=29)) == 1
    assert texts_queued(session) == []


def test_a_colleague_ends_it_earlier(session: Session, proposed: Block, second: Staff) -> None:
    blocking.confirm(session, proposed, second, NOW)
    assert blocking.lift(session, proposed, second, later(days=2))
    assert "U kunt weer" in texts_queued(session)[-1]
    assert proposed.closed_by_id == second.id


def test_a_proposal_is_taken_back_in_silence(session: Session, cast: Cast, proposed: Block) -> None:
    assert not blocking.lift(session, proposed, cast.manager_zuid, NOW)
    assert texts_queued(session) == []


def test_nobody_can_be_blocked_for_what_nobody_brought_in(session: Session, cast: Cast) -> None:
    caller = create_resident(session, cast.wijk_zuid)
    phone = create_address(session, caller, Channel.PHONE, "06 00000000")
    for nobody in (
        create_initiative(session, cast.wijk_zuid),
        create_initiative(session, cast.wijk_zuid, caller, phone),
    ):
        with pytest.raises(NotThere):
            propose(session, cast, nobody)


def test_the_takeout_tells_of_it_without_what_colleagues_wrote(
    session: Session, cast: Cast, proposed: Block
) -> None:
    told = collect(session, cast.resident.id, NOW)
    assert told["block"][0]["reason"] == "beledigt"
    assert "Scheldt" not in str(told)


def test_erasing_takes_it_along_and_the_years_do_too(
    session: Session, cast: Cast, proposed: Block, second: Staff
) -> None:
    blocking.refuse(session, proposed, second, NOW)
    retention.retire(session, NOW + timedelta(days=300))
    assert session.scalars(select(Block)).all() == [proposed]
    retention.retire(session, NOW + timedelta(days=370))
    assert session.scalars(select(Block)).all() == []
    again = create_initiative(session, cast.wijk_zuid, cast.neighbour)
    propose(session, cast, again)
    erase(session, session.get_one(Resident, cast.neighbour.id), NOW)
    assert session.scalars(select(Block)).all() == []
