"""Zwolle as its folder says it is: the figures that the issue names, and what residents get."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models.db import transaction
from models.plan.areas import Area, AreaKind, PostcodeShare
from models.plan.cycles import Cycle, CycleState, Survey, Theme
from models.plan.din import DinEntry, DinKind
from models.plan.figures import Figure
from models.plan.help import Category, Contact, Example, Moment, Scheme
from models.plan.loading import load
from models.plan.opgaven import Opgave, OpgaveDoel, OpgaveState, Origin
from models.plan.queries import nearest_buurt, opgaven_for_wijk, wijk_by_slug
from models.plan.standard_texts import StandardText
from tests.models.folders import NOW, ZWOLLE, load_from, zwolle_folder
from tests.statements import counted
from texts import plain

# A PC4 with this share in one wijk gives the wijk at once.
AT_ONCE = 0.97
WORDS_OF_A_SENTENCE = 15


@pytest.fixture
def zwolle(session: Session) -> Session:
    load(session, zwolle_folder(), NOW)
    return session


def _count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_areas_of_zwolle(zwolle: Session) -> None:
    kinds = Counter(zwolle.scalars(select(Area.kind)))
    assert kinds == {
        AreaKind.GEMEENTE: 1,
        AreaKind.STADSDEEL: 5,
        AreaKind.CBS_WIJK: 16,
        AreaKind.WIJK: 31,
        AreaKind.BUURT: 78,
    }
    residents = zwolle.scalar(select(Area.residents).where(Area.kind == AreaKind.GEMEENTE))
    assert residents == 133_128


def test_the_stadsdeel_does_not_follow_the_cbs_code(zwolle: Session) -> None:
    names = {area.id: area.name for area in zwolle.scalars(select(Area))}
    buurten = {
        area.code: (names[area.cbs_wijk_id or 0], names[area.stadsdeel_id or 0])
        for area in zwolle.scalars(select(Area).where(Area.kind == AreaKind.BUURT))
    }
    assert buurten["BU01934000"] == ("Berkum", "Oost")
    assert buurten["BU01934050"] == ("Berkum", "Noord")
    assert buurten["BU01931100"] == ("Diezerpoort", "Oost")


def test_seventeen_postcodes_decide_and_eight_ask(zwolle: Session) -> None:
    largest: defaultdict[str, float] = defaultdict(float)
    for row in zwolle.scalars(select(PostcodeShare)):
        largest[row.pc4] = max(largest[row.pc4], row.share)
    asks = {pc4 for pc4, share in largest.items() if share < AT_ONCE}
    assert len(largest) == 25
    assert asks == {"8011", "8013", "8014", "8015", "8016", "8017", "8019", "8025"}


def test_cycles_name_the_survey_they_rest_on(zwolle: Session) -> None:
    rows = zwolle.execute(
        select(Cycle.slug, Cycle.state, Survey.year)
        .join(Survey, Survey.id == Cycle.survey_id)
        .order_by(Cycle.slug)
    )
    assert [tuple(row) for row in rows] == [
        ("2021-2022", CycleState.CLOSED, 2020),
        ("2023-2024", CycleState.CLOSED, 2022),
        ("2025-2026", CycleState.CURRENT, 2024),
        ("2027-2028", CycleState.PREPARING, 2026),
    ]
    themes = Counter(zwolle.scalars(select(Cycle.slug).join(Theme, Theme.cycle_id == Cycle.id)))
    assert themes == {"2021-2022": 5, "2023-2024": 5, "2025-2026": 5}


def test_sixteen_opgaven_now_and_one_that_veerallee_carried_over(zwolle: Session) -> None:
    opgaven = {
        opgave.slug: (opgave, cycle)
        for opgave, cycle in zwolle.execute(
            select(Opgave, Cycle.slug).join(Cycle, Cycle.id == Opgave.cycle_id)
        )
    }
    now = [opgave for opgave, cycle in opgaven.values() if cycle == "2025-2026"]
    assert len(now) == 16
    assert {opgave.origin for opgave in now} == {Origin.DEMO}
    before, cycle = opgaven["veerallee-2021"]
    after, _ = opgaven["midden-4"]
    assert (cycle, before.state, before.origin) == ("2021-2022", OpgaveState.CARRIED, Origin.SOURCE)
    assert after.continues_id == before.id


def test_the_din_of_the_demo(zwolle: Session) -> None:
    kinds = Counter(zwolle.scalars(select(DinEntry.kind)))
    assert (kinds[DinKind.INSPANNING], kinds[DinKind.MIDDEL]) == (32, 9)
    strategic = Counter(
        zwolle.scalars(select(OpgaveDoel.opgave_id).where(OpgaveDoel.strategic.is_(True)))
    )
    assert len(strategic) == 17
    assert set(strategic.values()) == {1}


def test_what_helps_a_resident_is_there(zwolle: Session) -> None:
    assert _count(zwolle, Category) == 6
    assert _count(zwolle, Contact) == 5
    assert _count(zwolle, Example) == 9
    assert _count(zwolle, Moment) == 9
    sorts = set(zwolle.scalars(select(Scheme.sort)))
    assert sorts == {"geld", "grond", "materiaal", "hulp"}
    assert not zwolle.scalars(select(Scheme).where(Scheme.valid_until < NOW.date())).all()
    # Their sources are old, and nobody of the gemeente has looked at them for us.
    assert set(zwolle.scalars(select(Scheme.checked_on))) == {None}


def test_the_standard_texts_are_plain(zwolle: Session) -> None:
    rows = zwolle.scalars(select(StandardText)).all()
    assert {row.act for row in rows} >= {"plaatsen", "vraag", "niet-plaatsen", "doorverwijzen"}
    for row in rows:
        assert not plain.too_long(row.text), row.slug
        assert not plain.passive(row.text), row.slug
        assert not plain.hard_words(row.text, "nl"), row.slug
        assert row.text_en, row.slug
        assert not plain.too_long(row.text_en, "en"), row.slug


def test_stadshagen_can_be_compared_with_the_city(zwolle: Session) -> None:
    rows = zwolle.execute(
        select(Area.slug, Figure.value, Figure.year)
        .join(Area, Area.id == Figure.area_id)
        .where(Figure.indicator == "b_vzhjow", Area.slug.in_(["stadshagen", "zwolle"]))
        .where(Area.kind.in_([AreaKind.WIJK, AreaKind.GEMEENTE]))
    ).all()
    assert {row.slug for row in rows} == {"stadshagen", "zwolle"}
    assert {row.year for row in rows} == {2014}
    assert all(0 < row.value < 100 for row in rows)


def test_every_indicator_of_an_opgave_has_figures(zwolle: Session) -> None:
    folder = zwolle_folder()
    named = {code for opgave in folder.din.opgaven for code in opgave.indicators}
    assert named <= set(zwolle.scalars(select(Figure.indicator).distinct()))


def test_holtenbroek_reads_its_own_opgaven_and_zuid_those_of_its_groups(zwolle: Session) -> None:
    def slugs(wijk: str) -> list[str]:
        area = wijk_by_slug(zwolle, wijk)
        assert area is not None
        return [opgave.slug for opgave in opgaven_for_wijk(zwolle, area.id)]

    assert slugs("holtenbroek") == ["noord-1", "noord-3"]
    assert slugs("gerenlanden") == ["zuid-1", "zuid-2", "zuid-3"]
    assert slugs("veerallee") == ["midden-4"], "the closed cycle is not what is important now"
    assert slugs("hanzeland") == []


PLACES: dict[tuple[float, float], str | None] = {
    (52.5125, 6.0919): "Binnenstad-Zuid",
    (52.5307, 6.0870): "Holtenbroek III",
    (52.4468, 6.1308): "Windesheim",
    (52.0907, 5.1214): None,  # Utrecht
    (52.4700, 6.0400): None,  # Hattem, across the IJssel
    (999.0, 6.1): None,
    (float("nan"), 6.1): None,
}


def test_a_place_lies_in_a_buurt_or_outside_zwolle(zwolle: Session) -> None:
    for (lat, lon), buurt in PLACES.items():
        found = nearest_buurt(zwolle, lat, lon)
        assert (found.name if found else None) == buurt


def test_the_texts_are_easy_to_read() -> None:
    folder = zwolle_folder()
    texts = [text for opgave in folder.din.opgaven for text in (opgave.intro, opgave.reason)]
    texts += [scheme.text for scheme in folder.schemes.schemes]
    texts += [scheme.condition or "" for scheme in folder.schemes.schemes]
    texts += [example.text for example in folder.examples.examples]
    texts += [moment.text for moment in folder.moments.moments]
    sentences = [each for text in texts for each in re.split(r"(?<=[.?!])\s+", text)]
    assert [each for each in sentences if len(each.split()) > WORDS_OF_A_SENTENCE] == []


def test_the_folder_names_its_sources_and_no_workplace() -> None:
    sources = (ZWOLLE / "BRONNEN.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in ZWOLLE.iterdir() if path.suffix in (".csv", ".yaml"))
    assert [name for name in files if name not in sources and name != "gemeente.yaml"] == []
    assert "CC BY 4.0" in sources


def test_loading_asks_no_more_of_the_database_when_there_is_more_to_load(
    engine: Engine, tmp_path: Path
) -> None:
    with counted(engine) as first:
        load_from(engine, ZWOLLE)
    with counted(engine) as again:
        load_from(engine, ZWOLLE)
    assert len(again) < len(first) < 120, "78 buurten and 3,240 figures are a handful of statements"
    with transaction(engine) as session:
        assert _count(session, Figure) == 3240
