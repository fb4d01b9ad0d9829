"""The rows of indicators and figures, with the averages of what is made of buurten."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.areas import Area, AreaKind
from models.plan.loading.area_records import FigureRecord
from models.plan.loading.area_sheets import table
from models.plan.loading.folder import GemeenteFolder
from models.plan.loading.loading import Loading
from models.plan.loading.sheets import Key, Row, Sheet

# Buurten without a value may be less than half of an area; else its average would mislead.
_ENOUGH = 0.5
_KEY = ("indicator", "area_id", "year")
_PREFIX = {AreaKind.WIJK: "wijk:", AreaKind.STADSDEEL: "stadsdeel:"}


@dataclass(frozen=True)
class Places:
    """`codes`: area ids by what a figure may name. `parts`: of each area above a buurt, the
    buurten that it is made of. `residents`: of each area."""

    codes: Mapping[str, int]
    parts: Mapping[int, frozenset[int]]
    residents: Mapping[int, int]


def places(session: Session, wanted: Container[Key] | None = None) -> Places:
    """Read from the database, in one query; only these areas (kind and code), if given."""
    columns = (Area.id, Area.kind, Area.code, Area.residents)
    above = (Area.stadsdeel_id, Area.wijk_id, Area.cbs_wijk_id)
    found = session.execute(select(*columns, *above)).all()
    rows = [row for row in found if wanted is None or (row.kind, row.code) in wanted]
    whole = [row.id for row in rows if row.kind == AreaKind.GEMEENTE]
    parts: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.kind == AreaKind.BUURT:
            for area in (row.stadsdeel_id, row.wijk_id, row.cbs_wijk_id, *whole):
                parts[area].add(row.id)
    return Places(
        {f"{_PREFIX.get(row.kind, '')}{row.code}": row.id for row in rows},
        {area: frozenset(buurten) for area, buurten in parts.items()},
        {row.id: row.residents or 0 for row in rows},
    )


def put_figures(loading: Loading, folder: GemeenteFolder) -> None:
    indicators: list[Row] = [each.model_dump() for each in folder.indicators]
    loading.put(Sheet("indicator", table("indicator"), ("code",), indicators, "code"))
    loading.put(figure_sheet(folder.figures, places(loading.session, loading.wanted["area"])))


def figure_sheet(
    figures: Iterable[FigureRecord], known: Places, beside: Iterable[Row] = ()
) -> Sheet:
    """The figures as given, and averages for the areas above that have none.

    `beside` are given figures of the database that count in the averages.
    """
    rows = [_given(figure, known) for figure in figures]
    rows += _averages([*beside, *rows], known)
    return Sheet("cijfer", table("figure"), _KEY, rows, comes_back=False)


def _given(figure: FigureRecord, known: Places) -> Row:
    return {
        "indicator": figure.indicator,
        "area_id": known.codes[figure.area],
        "year": figure.year,
        "value": figure.value,
        "computed": False,
        "source": figure.source,
    }


def _averages(rows: list[Row], known: Places) -> Iterator[Row]:
    given: defaultdict[tuple[str, int], dict[int, Row]] = defaultdict(dict)
    for row in rows:
        given[row["indicator"], row["year"]][row["area_id"]] = row
    for found in list(given.values()):
        for area, buurten in known.parts.items():
            if area not in found:
                yield from _average(area, [found[each] for each in buurten if each in found], known)


def _average(area: int, rows: list[Row], known: Places) -> Iterator[Row]:
    """One row, or none where too few residents live in buurten with a value."""
    weight = sum(known.residents[row["area_id"]] for row in rows)
    if not weight or weight < _ENOUGH * known.residents[area]:
        return
    total = sum(row["value"] * known.residents[row["area_id"]] for row in rows)
    # Sources in a fixed order, so that a second load sees the same row.
    sources = "; ".join(sorted({row["source"] for row in rows}))
    computed = {"area_id": area, "value": round(total / weight, 1), "computed": True}
    yield {**rows[0], **computed, "source": sources}
