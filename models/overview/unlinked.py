"""Where the plan and what residents want do not meet: opgaven without initiatives, and the other
way round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.links import Link
from models.initiatives.published import is_published
from models.plan.areas import Area
from models.plan.cycles import Cycle, CycleState
from models.plan.opgaven import Opgave, OpgaveState, Origin

SHOWN = 50
# Counting on takes time and tells nothing more.
COUNTED = 1_000


@dataclass(frozen=True)
class BareOpgave:
    """An opgave of a cycle that is not over, which no initiative on the site serves.

    What is still prepared has no page (`public`).
    """

    slug: str
    title: str
    stadsdeel: str
    cycle: str
    demo: bool
    public: bool


@dataclass(frozen=True)
class LooseInitiative:
    """An initiative on the site that serves no opgave."""

    ref: str
    title: str
    language: str
    stadsdeel_id: int
    wijk: str
    placed_at: datetime


@dataclass(frozen=True)
class Loose:
    """The oldest SHOWN of them, and how many there are, COUNTED + 1 at most."""

    count: int
    rows: Sequence[LooseInitiative]


def bare_opgaven(session: Session, where: ColumnElement[bool]) -> list[BareOpgave]:
    """`where` limits `Opgave`. One query."""
    rows = session.execute(
        _bare()
        .add_columns(Opgave.slug, Opgave.title, Area.name, Cycle.name)
        .add_columns(Opgave.origin, Opgave.state)
        .join(Area, Area.id == Opgave.stadsdeel_id)
        .where(where)
        .order_by(Area.name, Opgave.title, Opgave.id)
    )
    return [
        BareOpgave(
            slug,
            title,
            stadsdeel,
            cycle,
            demo=origin is Origin.DEMO,
            public=state is not OpgaveState.PREPARING,
        )
        for _, slug, title, stadsdeel, cycle, origin, state in rows
    ]


def loose_initiatives(session: Session, where: ColumnElement[bool]) -> Loose:
    """`where` limits `Initiative`. Two queries."""
    some = _loose(where).limit(COUNTED + 1).subquery()
    rows = session.execute(
        _loose(where)
        .add_columns(Initiative.ref, Initiative.public_title, Initiative.language)
        .add_columns(Initiative.stadsdeel_id, Area.name, Initiative.placed_at)
        .outerjoin(Area, Area.id == Initiative.wijk_id)
        .order_by(Initiative.id)
        .limit(SHOWN)
    )
    return Loose(
        count=session.scalars(select(func.count()).select_from(some)).one(),
        rows=[
            LooseInitiative(ref, title or "", language, stadsdeel_id, wijk or "", placed_at)
            for _, ref, title, language, stadsdeel_id, wijk, placed_at in rows
        ],
    )


def bare_by_stadsdeel(session: Session) -> Mapping[int, int]:
    """How many opgaven without initiatives each stadsdeel has."""
    bare = _bare().add_columns(Opgave.stadsdeel_id).subquery()
    return _counted(session, bare.c.stadsdeel_id)


def loose_by_stadsdeel(session: Session) -> Mapping[int, int]:
    """How many initiatives without an opgave each stadsdeel has."""
    loose = _loose(true()).add_columns(Initiative.stadsdeel_id).subquery()
    return _counted(session, loose.c.stadsdeel_id)


def _bare() -> Select[*tuple[Any, ...]]:
    serves = (
        select(Link.id)
        .join(Initiative, Initiative.id == Link.contribution_id)
        .where(Link.opgave_id == Opgave.id, is_published())
    )
    return (
        select(Opgave.id)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Cycle.state != CycleState.CLOSED, ~serves.exists())
    )


def _loose(where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    linked = select(Link.id).where(Link.contribution_id == Initiative.id)
    return select(Initiative.id).where(is_published(), where, ~linked.exists())


def _counted(session: Session, stadsdeel_id: ColumnElement[int]) -> Mapping[int, int]:
    rows = session.execute(select(stadsdeel_id, func.count()).group_by(stadsdeel_id))
    return {id_: n for id_, n in rows}
