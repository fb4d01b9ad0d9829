"""A gemeente is loaded, loaded again, changed by its beheerder and by its wijkmanagers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from models.all import metadata
from models.db import transaction
from models.initiatives.links import Link
from models.people.staff import RoleName, StaffEvent
from models.plan.areas import Area, AreaKind
from models.plan.din import DinEdge, DinEntry, EffortState, Koers, KoersMark
from models.plan.gemeente import Gemeente
from models.plan.help import Category, Scheme
from models.plan.loading import FolderError, load, read_folder
from models.plan.opgaven import Opgave, OpgaveWijk
from tests.builders import create_initiative, create_staff
from tests.models.folders import KLEINDORP, NOW, copy_of, edit, load_from, said_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Kleindorp, to write in."""
    return copy_of(KLEINDORP, tmp_path)


def _everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
        }


def _effort(engine: Engine, slug: str) -> DinEntry:
    with transaction(engine) as session:
        return session.scalars(select(DinEntry).where(DinEntry.slug == slug)).one()


def _version(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalars(select(Gemeente.plan_version)).one()


def test_another_gemeente_loads_without_a_word_of_zwolle(engine: Engine) -> None:
    changes = load_from(engine, KLEINDORP)

    with transaction(engine) as session:
        rows = session.execute(select(Area.kind, func.count()).group_by(Area.kind))
        counts = {kind: count for kind, count in rows}
        gemeente = session.scalars(select(Gemeente)).one()
    assert counts == {
        AreaKind.GEMEENTE: 1,
        AreaKind.STADSDEEL: 2,
        AreaKind.CBS_WIJK: 2,
        AreaKind.WIJK: 3,
        AreaKind.BUURT: 5,
    }
    assert (gemeente.slug, gemeente.name, gemeente.plan_version) == ("kleindorp", "Kleindorp", 1)
    assert gemeente.settings["termijn_werkdagen"] == 3
    assert "wijken: 3 nieuw, 0 gewijzigd, 0 weg (Dorp, Haven, Polder)" in str(changes)


def test_a_second_load_says_that_nothing_changed_and_leaves_every_row(engine: Engine) -> None:
    load_from(engine, KLEINDORP)
    before = _everything(engine)

    changes = load_from(engine, KLEINDORP, NOW.replace(year=2027))

    assert not changes
    assert str(changes) == "Er is niets veranderd."
    assert _everything(engine) == before


def test_a_changed_title_is_one_change_and_makes_cached_plans_old(
    engine: Engine, folder: Path
) -> None:
    load_from(engine, folder)
    edit(folder, "opgaven.yaml", "Een bank bij de kerk", "Twee banken bij de kerk")

    changes = load_from(engine, folder)

    assert said_of(changes) == {"opgave": (0, 1, 0)}
    assert str(changes) == "opgaven: 0 nieuw, 1 gewijzigd, 0 weg (dorp-1)"
    assert _version(engine) == 2
    with transaction(engine) as session:
        event = session.scalars(select(StaffEvent)).one()
    assert (event.by_id, event.act, event.subject) == (None, "loaded", "opgave dorp-1")
    assert event.changed == {"title": ("Een bank bij de kerk", "Twee banken bij de kerk")}


def test_what_leaves_the_files_leaves_the_plan_with_its_details(
    engine: Engine, folder: Path
) -> None:
    load_from(engine, folder)
    text = (folder / "opgaven.yaml").read_text(encoding="utf-8")
    (folder / "opgaven.yaml").write_text(text[: text.index("  - id: nieuw-1")], encoding="utf-8")
    edit(folder, "opgaven.yaml", "wijken: [Dorp]", "wijken: [Haven]")

    changes = load_from(engine, folder)

    assert said_of(changes) == {
        "opgave": (0, 0, 1),
        "opgave_doel": (0, 0, 1),
        "din": (0, 0, 1),
        "opgave_wijk": (1, 0, 1),
    }
    assert not load_from(engine, folder)


def test_an_opgave_that_inbreng_is_linked_to_cannot_go(engine: Engine, folder: Path) -> None:
    load_from(engine, folder)
    with transaction(engine) as session:
        opgave = session.scalars(select(Opgave).where(Opgave.slug == "nieuw-1")).one()
        wijk = session.scalars(select(Area).where(Area.slug == "polder")).one()
        initiative = create_initiative(session, wijk)
        link = Link(contribution_id=initiative.id, opgave_id=opgave.id, weight=2, linked_at=NOW)
        session.add(link)
    text = (folder / "opgaven.yaml").read_text(encoding="utf-8")
    (folder / "opgaven.yaml").write_text(text[: text.index("  - id: nieuw-1")], encoding="utf-8")
    before = _everything(engine)

    with pytest.raises(FolderError) as refused:
        load_from(engine, folder)

    assert 'opgave "nieuw-1" is nog in gebruik en kan niet weg; zet hem terug' in str(refused.value)
    assert _everything(engine) == before


def test_a_wijk_where_residents_live_cannot_be_renamed_away(engine: Engine, folder: Path) -> None:
    load_from(engine, folder)
    with transaction(engine) as session:
        create_initiative(session, session.scalars(select(Area).where(Area.slug == "haven")).one())
    for file in ("buurten.csv", "postcodes.csv", "voorbeelden.yaml"):
        text = (folder / file).read_text(encoding="utf-8")
        text = text.replace(";Haven;", ";Kade;").replace(",Haven,", ",Kade,")
        (folder / file).write_text(text.replace("wijk: Haven", "wijk: Kade"), encoding="utf-8")

    with pytest.raises(FolderError) as refused:
        load_from(engine, folder)

    assert str(refused.value).startswith('kleindorp: wijk "Haven" is nog in gebruik')


def test_what_staff_changed_stays_until_the_file_changes_the_same(
    engine: Engine, folder: Path
) -> None:
    load_from(engine, folder)
    with transaction(engine) as session:
        running = {"state": EffortState.RUNNING, "state_on": date(2026, 11, 20)}
        values = {**running, "state_source": "wijkmanager"}
        session.execute(update(DinEntry).where(DinEntry.slug == "bank").values(values))

    # The file changes something else of the same inspanning.
    edit(folder, "opgaven.yaml", "Een bank maken", "Een lange bank maken")
    load_from(engine, folder)
    effort = _effort(engine, "bank")
    assert (effort.title, effort.state) == ("Een lange bank maken", EffortState.RUNNING)

    # The file says itself that it was done: status, day and source go together.
    edit(folder, "opgaven.yaml", "{nu: gepland,", "{nu: afgerond,")
    load_from(engine, folder)
    effort = _effort(engine, "bank")
    assert (effort.state, effort.state_on) == (EffortState.DONE, date(2025, 3, 1))
    assert effort.state_source == "Dorpsraad"


def test_lines_and_schemes_that_staff_removed_stay_away_but_categories_come_back(
    engine: Engine, folder: Path
) -> None:
    load_from(engine, folder)
    with transaction(engine) as session:
        session.execute(delete(Scheme))
        session.execute(delete(Category).where(Category.slug == "overige"))
        session.execute(delete(DinEdge))

    changes = load_from(engine, folder)

    assert said_of(changes) == {"categorie": (1, 0, 0)}
    with transaction(engine) as session:
        assert session.scalars(select(DinEdge)).all() == []


def test_what_staff_added_is_not_removed(engine: Engine, folder: Path) -> None:
    load_from(engine, folder)
    with transaction(engine) as session:
        opgave = session.scalars(select(Opgave).where(Opgave.slug == "dorp-1")).one()
        haven = session.scalars(select(Area).where(Area.slug == "haven")).one()
        session.add(OpgaveWijk(opgave_id=opgave.id, wijk_id=haven.id))
        session.add(Category(slug="eigen", name="Eigen soort", position=9))

    assert not load_from(engine, folder)
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(Category)) == 3


def test_a_mark_of_a_colleague_is_not_doubled_by_the_file(engine: Engine, folder: Path) -> None:
    load_from(engine, folder)
    with transaction(engine) as session:
        stadsdeel = session.scalars(select(Area).where(Area.kind == AreaKind.STADSDEEL)).first()
        staff = create_staff(session, "wm@kleindorp.example", RoleName.WIJKMANAGER, stadsdeel)
        opgave = session.scalars(select(Opgave).where(Opgave.slug == "dorp-1")).one()
        mark = KoersMark(opgave_id=opgave.id, koers=Koers.ADJUST, source="Dorpsraad")
        mark.judged_at, mark.by_id = NOW, staff.id
        session.add(mark)
    old = "- {koers: op koers, datum: 2025-06-01, bron: Dorpsraad}"
    also = "- {koers: op koers, datum: 2026-11-22, bron: Dorpsraad}"
    new = "- {koers: op koers, datum: 2026-06-01, bron: Dorpsraad}"
    edit(folder, "opgaven.yaml", old, f"{old}\n      {also}\n      {new}")

    changes = load_from(engine, folder)

    assert said_of(changes) == {"koers": (1, 0, 0)}


def test_another_gemeente_does_not_go_over_this_one(engine: Engine, tmp_path: Path) -> None:
    load_from(engine, KLEINDORP)
    other = copy_of(KLEINDORP, tmp_path).rename(tmp_path / "grootstad")
    before = _everything(engine)

    with pytest.raises(FolderError) as refused:
        load_from(engine, other)

    expected = "grootstad: deze database is van Kleindorp; geef elke gemeente een eigen database"
    assert str(refused.value) == expected
    assert _everything(engine) == before


def test_two_loads_at_once_are_one_after_the_other(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as threads:
        loads = [threads.submit(load_from, engine, KLEINDORP) for _ in range(2)]
        changes = [each.result(timeout=60) for each in loads]
    assert sorted(bool(each) for each in changes) == [False, True]
    assert _version(engine) == 1


def test_figures_of_a_wijk_are_weighed_by_residents(session: Session) -> None:
    load(session, read_folder(KLEINDORP), NOW)
    figure, area = metadata.tables["figure"].c, metadata.tables["area"].c
    found = session.execute(
        select(area.kind, area.slug, figure.value, figure.computed)
        .join(metadata.tables["figure"], figure.area_id == area.id)
        .where(figure.indicator == "plekken", area.kind != AreaKind.BUURT)
    ).all()

    # Dorp: 300 residents at 60 %, 100 at 20 %. Oud: 400 of 600 residents have a value.
    assert set(found) == {
        (AreaKind.WIJK, "dorp", 50.0, True),
        (AreaKind.CBS_WIJK, "dorp", 50.0, True),
        (AreaKind.STADSDEEL, "oud", 50.0, True),
        (AreaKind.GEMEENTE, "kleindorp", 52.7, True),
    }, "Polder has a value for 40 of 100 residents: too few for an average"


def test_a_figure_that_is_given_for_a_wijk_is_not_computed(session: Session) -> None:
    load(session, read_folder(KLEINDORP), NOW)
    figure = metadata.tables["figure"].c
    found = session.execute(
        select(figure.value, figure.computed).where(figure.indicator == "sfeer")
    )
    assert [tuple(row) for row in found] == [(7.5, False)]
