"""The schematic map that the loader draws, and the places that lie in it."""

from itertools import combinations

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.areas import Area, AreaKind
from models.plan.loading import load, read_folder
from models.plan.loading.schematic import as_json, cells
from models.plan.queries import nearest_buurt, opgaven_for_wijk, stadsdelen, wijken
from tests.models.folders import KLEINDORP, NOW, zwolle_folder


def _numbers(value: object) -> list[float]:
    if isinstance(value, float):
        return [value]
    assert isinstance(value, list | tuple)
    return [number for each in value for number in _numbers(each)]


def test_zwolle_is_drawn_without_gaps_overlaps_or_long_numbers(session: Session) -> None:
    load(session, zwolle_folder(), NOW)
    areas = session.scalars(select(Area)).all()
    shapes = {area.id: shape(area.geometry or {}) for area in areas}
    assert all(each.is_valid and not each.is_empty for each in shapes.values())
    assert all(area.schematic for area in areas)
    for area in areas:
        assert area.geometry is not None
        assert all(number == round(number, 5) for number in _numbers(area.geometry["coordinates"]))

    whole = next(shapes[area.id] for area in areas if area.kind == AreaKind.GEMEENTE)
    for kind in AreaKind:
        parts = [shapes[area.id] for area in areas if area.kind == kind]
        assert shapely.coverage_is_valid(parts), f"{kind}: neighbours share their border exactly"
        # A ten-thousandth of the whole is what rounding to a metre may cost.
        assert abs(sum(part.area for part in parts) - whole.area) < whole.area / 10_000


def test_every_buurt_has_its_own_point_and_lies_in_its_wijk_and_stadsdeel(
    session: Session,
) -> None:
    load(session, zwolle_folder(), NOW)
    areas = {area.id: area for area in session.scalars(select(Area))}
    shapes = {area_id: shape(area.geometry or {}) for area_id, area in areas.items()}
    for area in areas.values():
        if area.kind != AreaKind.BUURT:
            continue
        assert shapes[area.id].contains(Point(area.lon or 0, area.lat or 0))
        for above in (area.wijk_id, area.cbs_wijk_id, area.stadsdeel_id):
            outside = shapes[area.id].difference(shapes[above or 0])
            assert outside.area < shapes[area.id].area / 1000


_DEGREES = st.tuples(
    st.integers(0, 3000).map(lambda n: 6 + n / 10_000),
    st.integers(0, 2000).map(lambda n: 52.4 + n / 10_000),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_DEGREES, min_size=1, max_size=12, unique=True))
def test_wherever_the_points_lie_the_cells_are_sound(points: list[tuple[float, float]]) -> None:
    drawn = [shape(as_json(each)) for each in cells(points)]
    assert all(each.is_valid for each in drawn)
    assert all(
        each.distance(Point(point)) < 2e-5 for each, point in zip(drawn, points, strict=True)
    )
    for one, other in combinations(drawn, 2):
        assert one.intersection(other).area < 1e-9


def test_a_place_beyond_the_drawn_rim_belongs_to_the_nearest_buurt_within_three_kilometres(
    session: Session,
) -> None:
    load(session, read_folder(KLEINDORP), NOW)

    def buurt(lat: float, lon: float) -> str | None:
        found = nearest_buurt(session, lat, lon)
        return found.name if found else None

    assert buurt(52.3001, 5.5001) == "Kerkbuurt"
    # Two kilometres south of Polder-Zuid, then four.
    assert buurt(52.2800, 5.5280) == "Polder-Zuid"
    assert buurt(52.2600, 5.5280) is None


def test_with_official_boundaries_a_border_is_a_border(session: Session) -> None:
    load(session, read_folder(KLEINDORP), NOW)
    for area in session.scalars(select(Area)):
        area.schematic = False
    session.flush()
    assert nearest_buurt(session, 52.2800, 5.5280) is None


def test_opgaven_come_from_near_to_far(session: Session) -> None:
    load(session, read_folder(KLEINDORP), NOW)
    found = {
        wijk.slug: [opgave.slug for opgave in opgaven_for_wijk(session, wijk.id)]
        for wijk in wijken(session)
    }
    assert found == {
        "dorp": ["dorp-1", "oud-1", "oud-2"],
        "haven": ["oud-1", "oud-2"],
        "polder": ["nieuw-1"],
    }
    assert opgaven_for_wijk(session, 0) == []
    assert [area.name for area in stadsdelen(session)] == ["Nieuw", "Oud"]
