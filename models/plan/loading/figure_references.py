"""Do figures name an indicator and an area that exist, with a value of that unit?"""

from collections.abc import Mapping

from models.plan.loading.area_records import RANGES, FigureRecord, IndicatorRecord
from models.plan.loading.area_references import AreaNames
from models.plan.loading.documents import Document

Figures = Document[tuple[FigureRecord, ...]]


def check_figures(
    indicators: Document[tuple[IndicatorRecord, ...]],
    figures: Figures,
    areas: AreaNames,
    gemeente_code: str,
) -> frozenset[str]:
    """Reports what is wrong; gives the codes of the indicators."""
    units: dict[str, str] = {}
    for index, indicator in enumerate(indicators.content):
        if indicator.code in units:
            indicators.problem((index,), "twice", kind="indicator", value=indicator.code)
        units[indicator.code] = indicator.unit
    check_rows(figures, units, areas.codes | {gemeente_code})
    return frozenset(units)


def check_rows(figures: Figures, units: Mapping[str, str], areas: frozenset[str]) -> None:
    """Reports figures of unknown indicators or areas, doubles, and values out of their range."""
    seen: set[tuple[str, str, int]] = set()
    for index, row in enumerate(figures.content):
        if row.area not in areas:
            figures.problem((index,), "unknown", kind="gebied", value=row.area)
        if row.indicator not in units:
            figures.problem((index,), "unknown", kind="indicator", value=row.indicator)
        elif not _fits(row.value, units[row.indicator]):
            unit = units[row.indicator]
            figures.problem((index,), "not_in_unit", value=row.value, unit=unit)
        key = (row.indicator, row.area, row.year)
        if key in seen:
            figures.problem((index,), "twice", kind="cijfer", value=f"{row.indicator} {row.area}")
        seen.add(key)


def _fits(value: float, unit: str) -> bool:
    low, high = RANGES[unit]
    return low <= value <= high
