"""A second person looks once at what was not placed; the author hears what came of it."""

import pytest
from sqlalchemy.orm import Session

from models.initiatives import answering, changing, moderation, queue, second_look
from models.initiatives.changing import NewText
from models.initiatives.contributions import Initiative
from models.initiatives.erasing import erase, erase_one
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Conflict, Deed, MoveNotAllowed
from models.initiatives.queue_counts import counts
from models.initiatives.queue_filters import Filters, Tab
from models.initiatives.requests import LookOutcome, SecondLook
from models.initiatives.speaking_up import react
from models.people.rights import NotAllowed
from models.people.staff import RoleName, Staff
from tests.acts import decision, deeds, history, queued
from tests.builders import NOW, Cast, create_cast, create_initiative, create_staff, later

M = Moderation


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def idea(session: Session, cast: Cast) -> Initiative:
    declined = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    moderation.decline(session, declined, decision(cast.manager_zuid, declined), "Te duur.")
    return declined


@pytest.fixture
def coordinator(session: Session, cast: Cast) -> Staff:
    return create_staff(session, "Coor", RoleName.COORDINATOR)


def waiting(session: Session, staff: Staff) -> list[str]:
    return [card.ref for card in queue.page(session, staff, Filters(Tab.LOOKS), NOW).cards]


def test_it_waits_for_the_coordinator_with_a_term(
    session: Session, cast: Cast, idea: Initiative, coordinator: Staff
) -> None:
    second_look.ask_again(session, cast.resident.id, idea.ref, "Er is geld over.", later(days=1))
    assert (idea.status, idea.due_on.isoformat()) == (M.DECLINED, "2026-11-24")
    assert waiting(session, coordinator) == [idea.ref]
    assert counts(session, coordinator, NOW)[Tab.LOOKS].number == 1
    assert not counts(session, cast.manager_zuid, NOW)[Tab.LOOKS]
    assert history(session, idea)[-1].words == "Er is geld over."


def test_it_is_turned_back_and_decided_anew(
    session: Session, cast: Cast, idea: Initiative, coordinator: Staff
) -> None:
    second_look.ask_again(session, cast.resident.id, idea.ref, "", NOW)
    assert second_look.look_again(session, idea, decision(coordinator, idea), "Er is geld.")
    assert (idea.status, waiting(session, coordinator)) == (M.IN_PROGRESS, [])
    look = session.get_one(SecondLook, idea.id)
    assert (look.outcome, look.decided_by_id) == (LookOutcome.ANEW, coordinator.id)
    moderation.decline(session, idea, decision(cast.manager_zuid, idea), "Toch niet.")
    with pytest.raises(answering.TooLate):
        second_look.ask_again(session, cast.resident.id, idea.ref, "", NOW)


def test_it_is_confirmed_with_a_reason(
    session: Session, cast: Cast, idea: Initiative, coordinator: Staff
) -> None:
    second_look.ask_again(session, cast.resident.id, idea.ref, "", NOW)
    assert second_look.confirm(session, idea, decision(coordinator, idea), "Het blijft te duur.")
    assert idea.status is M.DECLINED
    assert deeds(session, idea) == [Deed.DECLINED, Deed.LOOK_ASKED, Deed.CONFIRMED]
    assert queued(session)[-1].address_id == cast.address.id
    assert waiting(session, coordinator) == []
    for act in (second_look.confirm, second_look.look_again):
        with pytest.raises(MoveNotAllowed):
            act(session, idea, decision(coordinator, idea), "Nog eens.")


def test_never_by_who_decided_nor_by_a_wijkmanager(
    session: Session, cast: Cast, coordinator: Staff
) -> None:
    own = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    moderation.decline(session, own, decision(coordinator, own), "Nee.")
    second_look.ask_again(session, cast.resident.id, own.ref, "", NOW)
    for act in (second_look.confirm, second_look.look_again):
        with pytest.raises(MoveNotAllowed):
            act(session, own, decision(coordinator, own), "Zo.")
        with pytest.raises(NotAllowed):
            act(session, own, decision(cast.manager_zuid, own), "Zo.")


def test_only_of_what_was_not_placed_and_only_by_its_author(
    session: Session, cast: Cast, idea: Initiative
) -> None:
    placed = create_initiative(session, cast.wijk_zuid, cast.resident, status=M.PLACED)
    with pytest.raises(answering.TooLate):
        second_look.ask_again(session, cast.resident.id, placed.ref, "", NOW)
    with pytest.raises(answering.Unknown):
        second_look.ask_again(session, cast.neighbour.id, idea.ref, "", NOW)


def test_without_a_request_there_is_nothing_to_confirm(
    session: Session, idea: Initiative, coordinator: Staff
) -> None:
    with pytest.raises(MoveNotAllowed):
        second_look.confirm(session, idea, decision(coordinator, idea), "Zo.")


def test_who_decides_on_an_older_version_hears_that_the_author_asked(
    session: Session, cast: Cast, idea: Initiative, coordinator: Staff
) -> None:
    seen = decision(coordinator, idea)
    second_look.ask_again(session, cast.resident.id, idea.ref, "", NOW)
    with pytest.raises(Conflict) as first:
        second_look.look_again(session, idea, seen, "Toch.")
    assert first.value.act == Deed.LOOK_ASKED


def test_erasing_takes_the_request_along(
    session: Session, cast: Cast, idea: Initiative, coordinator: Staff
) -> None:
    second_look.ask_again(session, cast.resident.id, idea.ref, "Mijn geheim", NOW)
    erase(session, cast.resident, NOW)
    session.flush()
    assert waiting(session, coordinator) == []
    assert {row.words for row in history(session, idea)} == {None}


def test_also_of_a_reaction_which_is_taken_back_and_not_changed(
    session: Session, cast: Cast, coordinator: Staff
) -> None:
    slug = cast.plan_zuid.opgave.slug
    said = react(session, slug, "Er is te weinig te doen.", cast.resident, cast.address, NOW)
    with pytest.raises(answering.TooLate):
        changing.change(session, cast.resident.id, said.ref, NewText(title="Iets anders"), NOW)
    moderation.decline(session, said, decision(cast.manager_zuid, said), "Al bekend.")
    second_look.ask_again(session, cast.resident.id, said.ref, "", NOW)
    assert waiting(session, coordinator) == [said.ref]
    second_look.look_again(session, said, decision(coordinator, said), "Toch wel.")
    moderation.place(session, said, decision(cast.manager_zuid, said))
    erase_one(session, cast.resident, said.ref, NOW)
    assert (said.status, said.title, said.resident_id) == (M.WITHDRAWN, "-", None)
