"""The figures that gave rise to an opgave: in its own areas, and the whole gemeente beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.plan.areas import Area, AreaKind
from models.plan.figures import Figure, Indicator, OpgaveIndicator
from models.plan.opgaven import OpgaveWijk
from models.plan.reading_opgaven import OpgaveView


@dataclass(frozen=True)
class FigureView:
    """One indicator in one year: the value per area of the opgave, and of the whole gemeente."""

    name: str
    unit: str
    description: str
    year: int
    source: str
    values: tuple[tuple[str, float], ...]
    city: float | None


class _Row(NamedTuple):
    code: str
    name: str
    unit: str
    description: str
    year: int
    source: str
    kind: AreaKind
    area: str
    value: float


def load_figures(session: Session, opgave: OpgaveView) -> tuple[FigureView, ...]:
    """The newest year of each indicator; of the wijken, or else of the stadsdeel."""
    wijken = select(OpgaveWijk.wijk_id).where(OpgaveWijk.opgave_id == opgave.id)
    where = Area.id.in_(wijken) if opgave.wijken else Area.id == opgave.stadsdeel_id
    rows = session.execute(
        select(
            Indicator.code,
            Indicator.name,
            Indicator.unit,
            Indicator.description,
            Figure.year,
            Figure.source,
            Area.kind,
            Area.name,
            Figure.value,
        )
        .join(OpgaveIndicator, OpgaveIndicator.indicator == Indicator.code)
        .join(Figure, Figure.indicator == Indicator.code)
        .join(Area, Area.id == Figure.area_id)
        .where(
            OpgaveIndicator.opgave_id == opgave.id,
            or_(where, Area.kind == AreaKind.GEMEENTE),
        )
        .order_by(Indicator.code, Figure.year.desc(), Area.name)
    )
    by_code = groupby((_Row(*row) for row in rows), key=lambda row: row.code)
    views = (_newest(group) for _, group in by_code)
    return tuple(view for view in views if view is not None)


def _newest(rows: Iterable[_Row]) -> FigureView | None:
    """The newest year in which the areas of the opgave themselves have a value."""
    for _, group in groupby(rows, key=lambda row: row.year):
        same_year = list(group)
        own = [row for row in same_year if row.kind != AreaKind.GEMEENTE]
        if own:
            city = next((row.value for row in same_year if row not in own), None)
            head = own[0]
            return FigureView(
                name=head.name,
                unit=head.unit,
                description=head.description,
                year=head.year,
                source=head.source,
                values=tuple((row.area, row.value) for row in own),
                city=city,
            )
    return None
