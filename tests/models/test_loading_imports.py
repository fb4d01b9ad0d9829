"""Beside the folder: official boundaries, a DIN overview, the figures of a new survey."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, select

from models.db import transaction
from models.plan.areas import Area, AreaKind
from models.plan.din import DinEntry
from models.plan.figures import Figure
from models.plan.gemeente import Gemeente
from models.plan.loading import Changes, FolderError, import_areas, import_din, import_survey
from models.plan.opgaven import Opgave, OpgaveWijk
from tests.models.folders import KLEINDORP, NOW, copy_of, edit, load_from, said_of

Features = list[dict[str, Any]]


@pytest.fixture
def kleindorp(engine: Engine) -> Engine:
    load_from(engine, KLEINDORP)
    return engine


def _import(
    engine: Engine, act: Callable[..., Changes], path: Path, content: str | None = None
) -> Changes:
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with transaction(engine) as session:
        return act(session, path, NOW)


def _mistakes(engine: Engine, act: Callable[..., Changes], path: Path, content: str) -> list[str]:
    with pytest.raises(FolderError) as refused:
        _import(engine, act, path, content)
    return str(refused.value).splitlines()


def _boundaries(engine: Engine) -> Features:
    """Features as CBS gives them: here, the schematic cells shrunk a little."""
    with transaction(engine) as session:
        wijken = {area.id: area.code for area in session.scalars(select(Area))}
        buurten = select(Area).where(Area.kind == AreaKind.BUURT).order_by(Area.code)
        return [
            _feature(
                shape(area.geometry or {}).buffer(-0.001),
                buurtcode=area.code,
                buurtnaam=area.name,
                wijkcode=wijken[area.cbs_wijk_id or 0],
                gemeentecode="GM9999",
                water="NEE",
            )
            for area in session.scalars(buurten)
        ]


def _feature(geometry: BaseGeometry, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}


def _collection(features: Features) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_official_boundaries_take_the_place_of_the_schematic_map(
    kleindorp: Engine, tmp_path: Path
) -> None:
    features = _boundaries(kleindorp)
    elsewhere = {**features[0], "properties": {"BU_CODE": "BU01930000", "GM_CODE": "GM0193"}}
    lake = {**features[0], "properties": {"buurtcode": "BU99999999", "water": "JA"}}
    path = tmp_path / "buurten.geojson"

    changes = _import(kleindorp, import_areas, path, _collection([elsewhere, *features, lake]))

    assert str(changes) == "vlakken op de kaart: 0 nieuw, 13 gewijzigd, 0 weg"
    with transaction(kleindorp) as session:
        areas = {area.slug: area for area in session.scalars(select(Area))}
        assert not any(area.schematic for area in areas.values())
        oud, dorp = (shape(areas[slug].geometry or {}) for slug in ("oud", "kerkbuurt"))
        assert oud.buffer(1e-5).contains(dorp)
        assert session.scalars(select(Gemeente.plan_version)).one() == 2

    # The folder keeps them, and so does a second import.
    assert not load_from(kleindorp, KLEINDORP)
    assert not _import(kleindorp, import_areas, path)


def test_a_buurt_that_goes_to_another_stadsdeel_takes_its_official_shape_along(
    kleindorp: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "buurten.geojson"
    _import(kleindorp, import_areas, path, _collection(_boundaries(kleindorp)))
    folder = copy_of(KLEINDORP, tmp_path)
    edit(folder, "buurten.csv", "Haven en Polder;Oud;", "Haven en Polder;Nieuw;")

    changes = load_from(kleindorp, folder)

    assert said_of(changes)["kaart"] == (0, 2, 0)
    with transaction(kleindorp) as session:
        areas = {area.slug: area for area in session.scalars(select(Area))}
        nieuw, haven = (shape(areas[slug].geometry or {}) for slug in ("nieuw", "havenkade"))
        assert nieuw.buffer(1e-5).contains(haven)


@pytest.mark.parametrize("names", [("BU_CODE", "GM_CODE"), ("statcode", "gm_code")])
def test_the_names_of_other_years_are_known(
    kleindorp: Engine, tmp_path: Path, names: tuple[str, str]
) -> None:
    features = _boundaries(kleindorp)
    for feature in features:
        properties = feature["properties"]
        feature["properties"] = {
            names[0]: properties["buurtcode"],
            names[1]: properties["gemeentecode"],
        }
    assert _import(kleindorp, import_areas, tmp_path / "b.geojson", _collection(features))


def _without_code(features: Features) -> None:
    del features[1]["properties"]["buurtcode"]


def _unknown(features: Features) -> None:
    features[1]["properties"]["buurtcode"] = "BU99990990"


def _missing(features: Features) -> None:
    del features[1]


def _twice(features: Features) -> None:
    features.append(features[1])


def _in_rd(features: Features) -> None:
    corners = [[200000, 500000], [201000, 500000], [201000, 501000], [200000, 500000]]
    features[1]["geometry"] = {"type": "Polygon", "coordinates": [corners]}


def _in_belgium(features: Features) -> None:
    corners = [[4.3, 50.1], [4.4, 50.1], [4.4, 50.2], [4.3, 50.1]]
    features[1]["geometry"] = {"type": "Polygon", "coordinates": [corners]}


def _crossing(features: Features) -> None:
    corners = [[5.5, 52.3], [5.52, 52.31], [5.52, 52.3], [5.5, 52.31], [5.5, 52.3]]
    features[1]["geometry"] = {"type": "Polygon", "coordinates": [corners]}


def _a_point(features: Features) -> None:
    features[1]["geometry"] = {"type": "Point", "coordinates": [5.5, 52.3]}


def _no_geometry(features: Features) -> None:
    features[1]["geometry"] = None


def _nonsense(features: Features) -> None:
    features[1]["geometry"] = {"type": "Polygon", "coordinates": [["x", None], 3]}


def _swapped(features: Features) -> None:
    first, last = features[0], features[4]
    first["geometry"], last["geometry"] = last["geometry"], first["geometry"]


def _over_another(features: Features) -> None:
    features[1]["geometry"] = mapping(shape(features[1]["geometry"]).buffer(0.004))


def _other_wijk(features: Features) -> None:
    features[1]["properties"]["wijkcode"] = "WK999901"


WRONG: dict[Callable[[Features], None], str] = {
    _without_code: "gebied 2: de buurtcode ontbreekt",
    _unknown: "gebied 2: buurt BU99990990 staat niet in buurten.csv",
    _missing: "b.geojson: buurt BU99990010 ontbreekt in dit bestand",
    _twice: "gebied 6: buurt BU99990010 staat er twee keer",
    _in_rd: "gebied 2: dit zijn RD-coördinaten; bewaar het bestand als WGS84 (EPSG:4326)",
    _in_belgium: "gebied 2: buurt BU99990010 ligt buiten Nederland",
    _crossing: "gebied 2: het vlak van buurt BU99990010 klopt niet: lijnen kruisen elkaar",
    _a_point: "gebied 2: buurt BU99990010 heeft geen vlak",
    _no_geometry: "gebied 2: buurt BU99990010 heeft geen vlak",
    _nonsense: "gebied 2: buurt BU99990010 heeft geen vlak",
    _swapped: "gebied 1: het punt van buurt BU99990000 ligt ver buiten dit vlak",
    _over_another: "gebied 2: buurt BU99990010 ligt over buurt BU99990000 heen",
    _other_wijk: "gebied 2: buurt BU99990010 hoort hier bij WK999901, niet bij WK999900",
}


@pytest.mark.parametrize("spoil", WRONG, ids=lambda spoil: spoil.__name__)
def test_wrong_boundaries_are_named_by_feature_and_change_nothing(
    kleindorp: Engine, tmp_path: Path, spoil: Callable[[Features], None]
) -> None:
    features = _boundaries(kleindorp)
    spoil(features)

    said = _mistakes(kleindorp, import_areas, tmp_path / "b.geojson", _collection(features))

    assert any(WRONG[spoil] in line for line in said), said
    with transaction(kleindorp) as session:
        assert all(session.scalars(select(Area.schematic)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "dit is geen GeoJSON met een lijst van gebieden"),
        ("[" * 100_000, "dit is geen GeoJSON met een lijst van gebieden"),
        ('{"type": "Topology"}', "dit is geen GeoJSON met een lijst van gebieden"),
        ('{"features": []}', "dit is geen GeoJSON met een lijst van gebieden"),
        ('{"features": [7]}', "gebied 1: de buurtcode ontbreekt"),
        (
            '{"features": [{"properties": {"buurtcode": "BU01931000"}}]}',
            "dit bestand heeft geen buurten van GM9999",
        ),
    ],
)
def test_a_file_that_is_something_else(
    kleindorp: Engine, tmp_path: Path, content: str, said: str
) -> None:
    assert said in _mistakes(kleindorp, import_areas, tmp_path / "b.geojson", content)[0]


OVERVIEW = """\
opgaven:
  - id: haven-1
    cyclus: 2025-2026
    stadsdeel: Oud
    thema: samen
    titel: Een steiger voor iedereen
    intro: De haven is van iedereen.
    status: vastgesteld
    sinds: 2026-01-01
    geldt_voor: {soort: wijken, wijken: [Haven, Dorp]}
    doelen:
      - {id: steiger, titel: Iedereen kan op de steiger., strategisch: true}
      - {id: zitten}
    inspanningen:
      - id: planken
        titel: Planken leggen
        soort: project
        status: {nu: idee, sinds: 2026-01-01, bron: Dorpsraad}
        draagt_bij_aan: {steiger: 3, zitten: 1}
        middelen: {potje: 2}
        betrokkenen: [dorpsraad]
    herkomst: bron
    aanleiding: De dorpsraad vroeg erom.
    bron: verzonnen
"""


def test_a_din_overview_comes_beside_what_is_there(kleindorp: Engine, tmp_path: Path) -> None:
    changes = _import(kleindorp, import_din, tmp_path / "din.yaml", OVERVIEW)

    done = said_of(changes)
    assert (done["opgave"], done["din"], done["din_edge"]) == ((1, 0, 0), (2, 0, 0), (3, 0, 0))
    with transaction(kleindorp) as session:
        slugs = set(session.scalars(select(Opgave.slug)))
    assert slugs == {"dorp-1", "oud-1", "oud-2", "nieuw-1", "haven-1"}
    # Neither the import again nor the folder takes anything away.
    assert not _import(kleindorp, import_din, tmp_path / "din.yaml")
    assert not load_from(kleindorp, KLEINDORP)


def test_an_overview_takes_details_from_what_it_names_and_from_nothing_else(
    kleindorp: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "din.yaml"
    _import(kleindorp, import_din, path, OVERVIEW)
    changes = _import(kleindorp, import_din, path, OVERVIEW.replace("[Haven, Dorp]", "[Haven]"))

    assert said_of(changes) == {"opgave_wijk": (0, 0, 1)}
    with transaction(kleindorp) as session:
        rows = select(Opgave.slug, Area.slug).select_from(OpgaveWijk)
        found = session.execute(rows.join(Opgave).join(Area, Area.id == OpgaveWijk.wijk_id))
        assert {tuple(row) for row in found} == {("dorp-1", "dorp"), ("haven-1", "haven")}


def test_what_an_import_changed_stays_until_the_folder_changes_it(
    kleindorp: Engine, tmp_path: Path
) -> None:
    text = (KLEINDORP / "opgaven.yaml").read_text(encoding="utf-8")
    _import(
        kleindorp, import_din, tmp_path / "din.yaml", text.replace("Een bank maken", "Drie banken")
    )
    assert not load_from(kleindorp, KLEINDORP)
    with transaction(kleindorp) as session:
        bank = session.scalars(select(DinEntry.title).where(DinEntry.slug == "bank")).one()
    assert bank == "Drie banken"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[Haven, Dorp]", "[Haven, Zee]", 'din.yaml regel 10: wijk "Zee" bestaat niet'),
        ("{potje: 2}", "{zitten: 2}", 'din.yaml regel 20: middel "zitten" bestaat niet'),
        ("id: planken", "id: potje", 'din.yaml regel 15: "potje" is al een middel en kan niets'),
        ("cyclus: 2025-2026", "cyclus: 1999", 'din.yaml regel 3: cyclus "1999" bestaat niet'),
        ("thema: samen", "thema: alleen", 'din.yaml regel 5: thema "alleen" hoort niet bij'),
    ],
)
def test_an_overview_with_a_mistake_changes_nothing(
    kleindorp: Engine, tmp_path: Path, old: str, new: str, said: str
) -> None:
    found = _mistakes(kleindorp, import_din, tmp_path / "din.yaml", OVERVIEW.replace(old, new))
    assert found[0].startswith(said)
    with transaction(kleindorp) as session:
        assert session.scalars(select(Opgave).where(Opgave.slug == "haven-1")).all() == []


SURVEY = """\
indicator;gebied;jaar;waarde;bron
plekken;BU99990000;2026;70,5;Dorpsonderzoek 2026
plekken;BU99990010;2026;50;Dorpsonderzoek 2026
"""


def _values(engine: Engine, year: int) -> dict[str, tuple[float, bool]]:
    with transaction(engine) as session:
        rows = session.execute(
            select(Area.kind, Area.slug, Figure.value, Figure.computed)
            .join(Area, Area.id == Figure.area_id)
            .where(Figure.year == year, Figure.indicator == "plekken")
        )
        return {f"{kind}:{slug}": (value, computed) for kind, slug, value, computed in rows}


def test_the_figures_of_a_survey_come_with_their_averages(
    kleindorp: Engine, tmp_path: Path
) -> None:
    _import(kleindorp, import_survey, tmp_path / "survey.csv", SURVEY)

    found = _values(kleindorp, 2026)
    assert found["buurt:kerkbuurt"] == (70.5, False)
    assert found["wijk:dorp"] == (65.4, True)
    assert len(_values(kleindorp, 2024)) == 7
    assert not load_from(kleindorp, KLEINDORP)

    # A second file adds the polder; the averages count what came before.
    more = "indicator,gebied,jaar,waarde,bron\nplekken,BU99990120,2026,10,Dorpsonderzoek 2026\n"
    _import(kleindorp, import_survey, tmp_path / "more.csv", more)
    found = _values(kleindorp, 2026)
    assert found["wijk:polder"] == (10.0, True)
    assert found["gemeente:kleindorp"] == (58.2, True)
    assert found["wijk:dorp"] == (65.4, True)


def test_figures_with_a_mistake_change_nothing(kleindorp: Engine, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    wrong = SURVEY.replace("BU99990010", "BU99990999").replace("70,5", "170,5")
    assert _mistakes(kleindorp, import_survey, path, wrong) == [
        "survey.csv regel 2: 170.5 kan niet bij de eenheid %",
        'survey.csv regel 3: gebied "BU99990999" bestaat niet',
    ]
    assert _values(kleindorp, 2026) == {}


@pytest.mark.parametrize("act", [import_areas, import_din, import_survey])
def test_an_import_needs_a_gemeente(
    engine: Engine, tmp_path: Path, act: Callable[..., Changes]
) -> None:
    assert _mistakes(engine, act, tmp_path / "x", "") == ["x: laad eerst de map van de gemeente"]


@pytest.mark.parametrize("act", [import_areas, import_din, import_survey])
def test_a_file_that_is_not_there(
    kleindorp: Engine, tmp_path: Path, act: Callable[..., Changes]
) -> None:
    with pytest.raises(FolderError) as refused:
        _import(kleindorp, act, tmp_path / "x")
    assert str(refused.value) == "x: dit bestand ontbreekt"
