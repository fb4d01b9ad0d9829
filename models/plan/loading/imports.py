"""Imports beside the folder: a DIN overview, and the figures of a survey.

Both add and change; they remove only details (a wijk, a line) of what they name. All or nothing
in the caller's transaction; mistakes are named by line.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.areas import Area, AreaKind
from models.plan.cycles import Cycle, Theme
from models.plan.din import DinEntry, Party
from models.plan.figures import Figure, Indicator
from models.plan.gemeente import Gemeente
from models.plan.loading.area_records import FigureRecord
from models.plan.loading.area_references import AreaNames
from models.plan.loading.changes import Changes
from models.plan.loading.csv_file import read_csv
from models.plan.loading.din_records import DinFile
from models.plan.loading.din_references import Known, check_din
from models.plan.loading.din_sheets import put_din
from models.plan.loading.figure_references import check_rows
from models.plan.loading.figure_sheets import figure_sheet, places
from models.plan.loading.loading import Loading
from models.plan.loading.problems import Report
from models.plan.loading.settling import loaded_gemeente, settle
from models.plan.loading.sheets import Row
from models.plan.loading.yaml_file import read_yaml
from models.plan.opgaven import Opgave, TargetGroup


def import_din(session: Session, path: Path, now: datetime) -> Changes:
    """Brings in a DIN overview: the format of `opgaven.yaml`. Raises FolderError.

    It may refer to bewonersgroepen, middelen, betrokkenen and doelen of earlier loads.
    """
    gemeente = loaded_gemeente(session, path.name)
    report = Report()
    document = read_yaml(path, DinFile, report)
    if document is not None:
        check_din(document, _known(session))
    report.raise_if_any()
    loading = Loading(session, "din", path.name, whole=False)
    for table, key in _REFERRED:
        loading.learn(table, key)
    if document is not None:
        put_din(loading, document.content)
    return _done(gemeente, loading, now)


def import_survey(session: Session, path: Path, now: datetime) -> Changes:
    """Brings in figures: the format of `cijfers.csv`. Raises FolderError.

    The averages of wijk, stadsdeel and gemeente are computed anew, from all figures of that
    indicator and year, unless the file gives them.
    """
    gemeente = loaded_gemeente(session, path.name)
    report = Report()
    document = read_csv(path, FigureRecord, report)
    known = places(session)
    if document is not None:
        check_rows(document, _units(session), frozenset(known.codes))
    report.raise_if_any()
    loading = Loading(session, "survey", path.name, whole=False)
    if document is not None:
        figures = document.content
        loading.put(figure_sheet(figures, known, _beside(session, figures)))
    return _done(gemeente, loading, now)


_REFERRED = (
    ("area", ("kind", "code")),
    ("cycle", ("slug",)),
    ("theme", ("cycle_id", "slug")),
    ("target_group", ("slug",)),
    ("party", ("slug",)),
    ("din_entry", ("slug",)),
    ("opgave", ("slug",)),
)


def _done(gemeente: Gemeente, loading: Loading, now: datetime) -> Changes:
    changes = loading.finish()
    settle(loading.session, gemeente, changes, now)
    return changes


def _known(session: Session) -> Known:
    """What a DIN may name: all that earlier loads brought."""
    themes: dict[str, set[str]] = {slug: set() for slug in session.scalars(select(Cycle.slug))}
    for cycle, theme in session.execute(select(Cycle.slug, Theme.slug).join(Theme)):
        themes[cycle].add(theme)
    stadsdelen = {
        area.id: area.name
        for area in session.scalars(select(Area).where(Area.kind == AreaKind.STADSDEEL))
    }
    groups = session.execute(select(TargetGroup.slug, TargetGroup.stadsdeel_id))
    return Known(
        _area_names(session, stadsdelen),
        {cycle: frozenset(found) for cycle, found in themes.items()},
        frozenset(session.scalars(select(Indicator.code))),
        {slug: stadsdelen[stadsdeel] for slug, stadsdeel in groups},
        frozenset(session.scalars(select(Party.slug))),
        {slug: kind.value for slug, kind in session.execute(select(DinEntry.slug, DinEntry.kind))},
        frozenset(session.scalars(select(Opgave.slug))),
    )


def _area_names(session: Session, stadsdelen: dict[int, str]) -> AreaNames:
    rows = session.execute(select(Area.name, Area.stadsdeel_id).where(Area.kind == AreaKind.WIJK))
    wijken = {name: stadsdelen[stadsdeel] for name, stadsdeel in rows if stadsdeel is not None}
    return AreaNames(frozenset(stadsdelen.values()), wijken, frozenset())


def _units(session: Session) -> dict[str, str]:
    return {code: unit for code, unit in session.execute(select(Indicator.code, Indicator.unit))}


def _beside(session: Session, figures: Iterable[FigureRecord]) -> list[Row]:
    """What earlier loads gave for the same indicators and years."""
    years = {figure.year for figure in figures}
    indicators = {figure.indicator for figure in figures}
    columns: tuple[Any, ...] = tuple(Figure.__table__.columns)
    given = select(*columns).where(
        Figure.computed.is_(False), Figure.year.in_(years), Figure.indicator.in_(indicators)
    )
    return [dict(row) for row in session.execute(given).mappings()]
