"""Initiatives from near to far, of a wijk and of a place."""

import pytest
from sqlalchemy.orm import Session

from models.initiatives.contributions import PlaceKind
from models.initiatives.lifecycles import Moderation
from models.initiatives.nearby import SHOWN, nearby
from models.plan.areas import AreaKind
from tests.builders import Cast, create_area, create_cast, create_initiative


@pytest.fixture
def cast(session: Session) -> Cast:
    return create_cast(session)


def place(session: Session, cast: Cast, title: str, **fields: object) -> None:
    wijk = fields.pop("wijk", cast.wijk_zuid)
    fields.setdefault("status", Moderation.PLACED)
    # Mypy cannot know the types of fields that are named at run time.
    create_initiative(session, wijk, title=title, **fields)  # type: ignore[arg-type]


def test_ones_own_wijk_goes_first_and_what_is_not_published_never(
    session: Session, cast: Cast
) -> None:
    cast.wijk_noord.lat = 52.53
    place(session, cast, "Ver", wijk=cast.wijk_noord)
    place(session, cast, "Dichtbij")
    place(session, cast, "Verborgen", status=Moderation.HIDDEN)
    place(session, cast, "Wacht nog", status=Moderation.SUBMITTED)
    found = nearby(session, "assendorp")
    assert found is not None
    assert [near.initiative.title for near in found.initiatives] == ["Dichtbij", "Ver"]
    assert [near.metres for near in found.initiatives] == [None, None]


def test_of_a_place_the_nearest_pins_go_first(session: Session, cast: Cast) -> None:
    """The distance is told from the public pin, which is no front door."""
    buurt = create_area(session, AreaKind.BUURT, "Oud", stadsdeel=cast.zuid, wijk=cast.wijk_zuid)
    buurt.schematic = True
    for title, lat in (("Om de hoek", 52.511), ("Straat verder", 52.515)):
        place(session, cast, title, place_kind=PlaceKind.PIN, lat=lat, lon=6.09)
    found = nearby(session, lat=52.5155, lon=6.09)
    assert found is not None
    assert found.wijk == "assendorp"
    assert [near.initiative.title for near in found.initiatives] == ["Straat verder", "Om de hoek"]
    assert found.initiatives[0].metres == pytest.approx(56, abs=15)


@pytest.mark.parametrize(("lat", "lon"), [(51.9, 6.09), (91.0, 6.09), (52.5, 181.0)])
def test_a_place_elsewhere_is_not_here(
    session: Session, cast: Cast, lat: float, lon: float
) -> None:
    create_area(session, AreaKind.BUURT, "Oud", stadsdeel=cast.zuid, wijk=cast.wijk_zuid)
    assert nearby(session, lat=lat, lon=lon) is None


def test_an_unknown_wijk_is_not_here(session: Session, cast: Cast) -> None:
    assert nearby(session, "nergens") is None
    assert nearby(session, "") is None


def test_there_is_an_end_to_it(session: Session, cast: Cast) -> None:
    for number in range(SHOWN + 5):
        place(session, cast, f"Idee {number}")
    found = nearby(session, "assendorp")
    assert found is not None
    assert len(found.initiatives) == SHOWN
