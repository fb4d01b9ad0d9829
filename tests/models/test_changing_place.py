"""A resident tells anew where their idea is: the desk where it belongs moves along."""

import pytest
from sqlalchemy.orm import Session

from models.desk.warnings import looked_through
from models.initiatives import changing, moderation, queue, reading
from models.initiatives.changing import NewText
from models.initiatives.contributions import Initiative, PlaceKind
from models.initiatives.moves import Conflict
from models.initiatives.places import NewPlace
from models.initiatives.queue_filters import Filters, Tab
from models.initiatives.requests import change_of
from models.initiatives.submitting import UnknownWijk
from tests.acts import decision
from tests.builders import NOW, Cast, create_cast, create_initiative, later

HOLTENBROEK = NewPlace(PlaceKind.PIN, wijk="holtenbroek", lat=52.53, lon=6.08)
BRIDGE = NewPlace(PlaceKind.STREET, "Bij de brug")


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


@pytest.fixture
def fresh(session: Session, cast: Cast) -> Initiative:
    idea = create_initiative(session, cast.wijk_zuid, cast.resident, cast.address)
    idea.place_kind, idea.place_text = PlaceKind.STREET, "Vechtstraat"
    session.flush()
    return idea


@pytest.fixture
def placed(session: Session, cast: Cast, fresh: Initiative) -> Initiative:
    moderation.place(session, fresh, decision(cast.manager_zuid, fresh))
    return fresh


def put(session: Session, cast: Cast, idea: Initiative, place: NewPlace) -> bool:
    return changing.change(session, cast.resident.id, idea.ref, NewText(place=place), later(days=1))


def where(idea: Initiative) -> tuple[object, ...]:
    return idea.place_kind, idea.place_text, idea.lat, idea.lon, idea.wijk_id, idea.stadsdeel_id


def to_do(session: Session, cast: Cast) -> tuple[list[str], list[str]]:
    """The queue of Zuid and that of Noord."""
    zuid, noord = (
        [card.ref for card in queue.page(session, who, Filters(Tab.TO_DO), NOW).cards]
        for who in (cast.manager_zuid, cast.manager_noord)
    )
    return zuid, noord


def test_before_placing_it_goes_to_the_queue_of_the_other_stadsdeel(
    session: Session, cast: Cast, fresh: Initiative
) -> None:
    moderation.take_up(session, fresh, decision(cast.manager_zuid, fresh))
    assert not put(session, cast, fresh, HOLTENBROEK)
    here = (cast.wijk_noord.id, cast.noord.id)
    assert where(fresh) == (PlaceKind.PIN, None, 52.53, 6.08, *here)
    assert fresh.owner_id is None
    assert to_do(session, cast) == ([], [fresh.ref])


def test_history_tells_from_where_to_where(session: Session, cast: Cast, fresh: Initiative) -> None:
    put(session, cast, fresh, HOLTENBROEK)
    (line,) = reading.dossier(session, fresh).history
    assert set(line.changes) == {
        ("place_text", "Vechtstraat", ""),
        ("wijk_id", "Assendorp", "Holtenbroek"),
        ("stadsdeel_id", "Zuid", "Noord"),
        ("pin", "", "52.53000, 6.08000"),
    }


def test_who_was_deciding_in_the_old_stadsdeel_hears_that_it_changed(
    session: Session, cast: Cast, fresh: Initiative
) -> None:
    seen = decision(cast.manager_zuid, fresh)
    put(session, cast, fresh, BRIDGE)
    with pytest.raises(Conflict):
        moderation.place(session, fresh, seen)


def test_after_placing_the_site_and_the_desk_wait(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    before = where(placed)
    assert put(session, cast, placed, HOLTENBROEK)
    assert where(placed) == before
    assert to_do(session, cast) == ([placed.ref], [])
    wanted = change_of(placed)
    assert wanted is not None
    assert (wanted.pin, wanted.wijk_id) == ([52.53, 6.08], cast.wijk_noord.id)
    changing.accept_change(session, placed, decision(cast.manager_zuid, placed))
    assert where(placed) == (PlaceKind.PIN, None, 52.53, 6.08, cast.wijk_noord.id, cast.noord.id)


def test_declined_it_stays_where_it_was(session: Session, cast: Cast, placed: Initiative) -> None:
    before = where(placed)
    put(session, cast, placed, HOLTENBROEK)
    changing.decline_change(session, placed, decision(cast.manager_zuid, placed), "Te ver.")
    assert (where(placed), change_of(placed)) == (before, None)


def test_words_take_the_place_of_a_pin_that_was_asked_before(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    put(session, cast, placed, HOLTENBROEK)
    put(session, cast, placed, BRIDGE)
    changing.accept_change(session, placed, decision(cast.manager_zuid, placed))
    here = (cast.wijk_zuid.id, cast.zuid.id)
    assert where(placed) == (PlaceKind.STREET, "Bij de brug", None, None, *here)


def test_what_was_handed_over_stays_there_for_another_street(
    session: Session, cast: Cast, fresh: Initiative
) -> None:
    moderation.hand_over(session, fresh, decision(cast.manager_zuid, fresh), cast.noord.id)
    put(session, cast, fresh, NewPlace(PlaceKind.STREET, "Bij de brug", wijk="assendorp"))
    assert (fresh.place_text, fresh.stadsdeel_id) == ("Bij de brug", cast.noord.id)


@pytest.mark.parametrize("which", ["fresh", "placed"])
def test_a_wijk_that_is_not_there_changes_nothing(
    session: Session, cast: Cast, which: str, request: pytest.FixtureRequest
) -> None:
    idea: Initiative = request.getfixturevalue(which)
    before = where(idea)
    with pytest.raises(UnknownWijk):
        put(session, cast, idea, NewPlace(PlaceKind.WIJK, wijk="atlantis"))
    session.flush()
    assert (where(idea), change_of(idea)) == (before, None)


def test_a_telephone_number_in_the_wanted_place_is_warned_of(
    session: Session, cast: Cast, placed: Initiative
) -> None:
    put(session, cast, placed, NewPlace(PlaceKind.STREET, "Bel 06-12345678"))
    assert [one.what for one in looked_through(placed, change_of(placed))] == ["place"]
