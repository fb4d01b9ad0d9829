"""A resident changes their own text: freely until it is placed, after that as a request."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives import answering, changing, moderation, queue
from models.initiatives.changing import NewText, Offered
from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.moves import Conflict, Deed, NotThere
from models.initiatives.photos import Photo
from models.initiatives.places import NewPlace
from models.initiatives.published import published
from models.initiatives.queue_counts import counts
from models.initiatives.queue_filters import Filters, Tab
from models.initiatives.requests import change_of
from models.initiatives.similar import Sketch, similar
from models.people.rights import NotAllowed
from tests.acts import decision, deeds, history, queued
from tests.builders import NOW, Cast, create_cast, create_initiative, create_photo, later

M = Moderation
BRIDGE = NewPlace(PlaceKind.STREET, "Bij de brug")
NEW = NewText("Een houten bank", "Van eikenhout.", BRIDGE)


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def fresh(session: Session, cast: Cast) -> Initiative:
    idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    idea.place_kind, idea.lon, idea.lat = PlaceKind.PIN, 6.1, 52.5
    session.flush()
    return idea


@pytest.fixture
def placed(session: Session, cast: Cast, fresh: Initiative) -> Initiative:
    moderation.place(session, fresh, decision(cast.manager_zuid, fresh))
    return fresh


def on_site(session: Session) -> list[tuple[str, str]]:
    return [(idea.title, idea.body) for idea in published(session)]


def test_before_placing_the_new_words_take_the_place_of_the_old(
    session: Session, cast: Cast, fresh: Initiative
) -> None:
    assert not changing.change(session, cast.resident.id, fresh.ref, NEW, NOW)
    assert (fresh.title, fresh.body) == ("Een houten bank", "Van eikenhout.")
    assert (fresh.place_kind, fresh.place_text, fresh.lat) == (
        PlaceKind.STREET,
        "Bij de brug",
        None,
    )
    assert deeds(session, fresh) == [Deed.EDITED]
    nowhere = NewText(body="", place=NewPlace(PlaceKind.WIJK))
    changing.change(session, cast.resident.id, fresh.ref, nowhere, NOW)
    assert (fresh.title, fresh.body, fresh.place_text) == ("Een houten bank", None, None)
    assert fresh.place_kind is PlaceKind.WIJK


def test_who_decides_on_the_old_words_hears_that_they_changed(
    session: Session, cast: Cast, fresh: Initiative
) -> None:
    seen = decision(cast.manager_zuid, fresh)
    moderation.note(session, fresh, seen, "Ik kijk ernaar.")
    changing.change(session, cast.resident.id, fresh.ref, NEW, NOW)
    with pytest.raises(Conflict) as first:
        moderation.place(session, fresh, seen)
    assert first.value.act == Deed.EDITED
    (card,) = queue.page(session, cast.manager_zuid, Filters(Tab.TO_DO), NOW).cards
    assert (card.edited, card.answered) == (True, False)


def test_after_placing_the_site_waits_for_staff(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    before = on_site(session)
    assert changing.change(session, cast.resident.id, placed.ref, NEW, later(days=1))
    assert on_site(session) == before
    assert placed.title != NEW.title
    (card,) = queue.page(session, cast.manager_zuid, Filters(Tab.CHANGES), NOW).cards
    assert card.ref == placed.ref
    assert counts(session, cast.manager_zuid, NOW)[Tab.CHANGES].number == 1
    assert not counts(session, cast.manager_noord, NOW)[Tab.CHANGES]


def test_staff_place_it_and_history_keeps_what_stood_there(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    changing.change(session, cast.resident.id, placed.ref, NEW, NOW)
    assert changing.accept_change(session, placed, decision(cast.manager_zuid, placed))
    assert on_site(session) == [("Een houten bank", "Van eikenhout.")]
    assert (placed.place_text, placed.lat) == ("Bij de brug", None)
    assert "Een bankje bij de speeltuin" in (history(session, placed)[-1].words or "")
    assert change_of(placed) is None
    assert queued(session)[-1].address_id == cast.address.id


def test_neighbours_with_the_same_in_mind_find_it_by_its_new_words(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    garden = Sketch("Een moestuin achter de flat", wijk=cast.wijk_zuid.slug)
    assert similar(session, garden) == ()
    new = NewText(title="Een moestuin achter de flat")
    changing.change(session, cast.resident.id, placed.ref, new, NOW)
    changing.accept_change(session, placed, decision(cast.manager_zuid, placed))
    assert [one.ref for one in similar(session, garden)] == [placed.ref]


def test_staff_leave_it_as_it_was_and_say_why(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    before = on_site(session)
    changing.change(session, cast.resident.id, placed.ref, NEW, NOW)
    assert changing.decline_change(session, placed, decision(cast.manager_zuid, placed), "Naam.")
    assert (on_site(session), change_of(placed)) == (before, None)
    assert deeds(session, placed)[-2:] == [Deed.CHANGE_ASKED, Deed.CHANGE_DECLINED]
    with pytest.raises(NotThere):
        changing.accept_change(session, placed, decision(cast.manager_zuid, placed))
    with pytest.raises(NotThere):
        changing.decline_change(session, placed, decision(cast.manager_zuid, placed), "x")


def test_a_second_request_adds_to_the_first(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    changing.change(session, cast.resident.id, placed.ref, NewText(title="Een lange bank"), NOW)
    changing.change(session, cast.resident.id, placed.ref, NewText(body="Van hout."), NOW)
    wanted = change_of(placed)
    assert wanted is not None
    assert (wanted.title, wanted.body, wanted.place_kind) == ("Een lange bank", "Van hout.", None)
    changing.accept_change(session, placed, decision(cast.manager_zuid, placed))
    assert placed.lat == 52.5


def test_noord_decides_nothing_in_zuid(session: Session, cast: Cast, placed: Initiative) -> None:
    changing.change(session, cast.resident.id, placed.ref, NEW, NOW)
    with pytest.raises(NotAllowed):
        changing.accept_change(session, placed, decision(cast.manager_noord, placed))
    with pytest.raises(NotAllowed):
        changing.decline_change(session, placed, decision(cast.manager_noord, placed), "x")


def test_photos_go_at_once_wherever_it_stands(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    create_photo(session, cast.resident, placed)
    other = create_photo(session, cast.resident)
    changing.drop_photos(session, cast.resident.id, placed.ref, NOW)
    assert session.scalars(select(Photo.id)).all() == [other.id]
    with pytest.raises(answering.TooLate):
        changing.drop_photos(session, cast.resident.id, placed.ref, NOW)


def test_our_own_changed_text_is_answered_first(
    session: Session, cast: Cast, fresh: Initiative
) -> None:
    moderation.offer(session, fresh, decision(cast.manager_zuid, fresh), "Een bank", None)
    with pytest.raises(Offered):
        changing.change(session, cast.resident.id, fresh.ref, NEW, NOW)


def test_a_question_goes_on_waiting_while_they_change_their_words(
    session: Session, cast: Cast, fresh: Initiative
) -> None:
    moderation.ask(session, fresh, decision(cast.manager_zuid, fresh), "Hoe breed?")
    changing.change(session, cast.resident.id, fresh.ref, NEW, NOW)
    assert (fresh.status, fresh.question) == (M.QUESTION, "Hoe breed?")


@pytest.mark.parametrize("status", [M.DECLINED, M.WITHDRAWN, M.MERGED, M.HIDDEN])
def test_what_has_ended_is_not_changed(session: Session, cast: Cast, status: Moderation) -> None:
    ended = create_initiative(session, cast.wijk_zuid, cast.resident, status=status)
    with pytest.raises(answering.TooLate):
        changing.change(session, cast.resident.id, ended.ref, NEW, NOW)


def test_a_neighbour_changes_nothing(session: Session, cast: Cast, fresh: Initiative) -> None:
    with pytest.raises(answering.Unknown):
        changing.change(session, cast.neighbour.id, fresh.ref, NEW, NOW)
    with pytest.raises(answering.Unknown):
        changing.drop_photos(session, cast.neighbour.id, fresh.ref, NOW)


def test_withdrawing_takes_it_off_the_site_with_the_request(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    changing.change(session, cast.resident.id, placed.ref, NEW, NOW)
    answering.withdraw(session, cast.resident.id, placed.ref, NOW)
    session.expire_all()
    assert (on_site(session), change_of(placed)) == ([], None)
