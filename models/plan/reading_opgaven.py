"""What pages read of opgaven: which hold where, with their goal, theme, cycle and koers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from models.plan.areas import Area
from models.plan.cycles import Cycle, CycleState, Theme
from models.plan.din import DinEntry, Koers, KoersMark
from models.plan.opgaven import (
    Opgave,
    OpgaveDoel,
    OpgaveState,
    OpgaveWijk,
    Origin,
    Scope,
    TargetGroup,
)
from models.plan.reading import AreaView

_earlier = aliased(Opgave)
_earlier_cycle = aliased(Cycle)


@dataclass(frozen=True)
class KoersView:
    """The newest judgement by staff, and when it was given."""

    koers: Koers
    reason: str
    judged_at: datetime
    next_review_on: date | None


@dataclass(frozen=True)
class Place:
    """A link to an area: the slug of its page, and its name."""

    slug: str
    name: str


@dataclass(frozen=True)
class EarlierView:
    """An opgave of another cycle that this one continues, or that continues this one."""

    slug: str
    title: str
    cycle: str


@dataclass(frozen=True)
class OpgaveView:
    """An opgave as lists and its own page show it. `goal` is its strategisch doel."""

    id: int
    slug: str
    title: str
    intro: str
    reason: str
    source: str
    goal: str
    theme: str
    theme_name: str
    cycle: str
    cycle_state: CycleState
    stadsdeel_id: int
    stadsdeel: Place
    scope: Scope
    group: str
    state: OpgaveState
    state_changed_on: date
    demo: bool
    koers: KoersView | None
    continues: EarlierView | None
    wijken: tuple[Place, ...]

    @property
    def is_over(self) -> bool:
        """Whether it belongs to a cycle that is over."""
        return self.cycle_state == CycleState.CLOSED


def is_public() -> ColumnElement[bool]:
    """An opgave that is still being written is not shown."""
    return Opgave.state != OpgaveState.PREPARING


def holds_in(wijk: AreaView) -> ColumnElement[bool]:
    """The opgaven of a wijk: its own, its stadsdeel's, and those for the buitengebied."""
    own = Opgave.id.in_(select(OpgaveWijk.opgave_id).where(OpgaveWijk.wijk_id == wijk.id))
    wide = [Scope.STADSDEEL, Scope.GROUP, *([Scope.BUITENGEBIED] if wijk.rural else [])]
    return or_(own, and_(Opgave.stadsdeel_id == wijk.stadsdeel_id, Opgave.scope.in_(wide)))


def in_stadsdeel(stadsdeel_id: int) -> ColumnElement[bool]:
    return Opgave.stadsdeel_id == stadsdeel_id


def now_or_next() -> ColumnElement[bool]:
    """Opgaven of cycles that are not over: the present one, and the one that is prepared."""
    return Cycle.state != CycleState.CLOSED


def load_opgaven(session: Session, *where: ColumnElement[bool]) -> tuple[OpgaveView, ...]:
    """Public opgaven, newest cycle first, then by stadsdeel and title."""
    rows = session.execute(_columns().where(is_public(), *where)).all()
    ids = [row.id for row in rows]
    wijken, koers = _wijken(session, ids), load_koers(session, KoersMark.opgave_id, ids)
    return tuple(_view(row, wijken.get(row.id, ()), koers.get(row.id)) for row in rows)


def load_opgave(session: Session, slug: str) -> OpgaveView | None:
    return next(iter(load_opgaven(session, Opgave.slug == slug)), None)


def load_continued_by(session: Session, opgave_id: int) -> tuple[EarlierView, ...]:
    """The later opgaven that carry this one on."""
    rows = session.execute(
        select(Opgave.slug, Opgave.title, Cycle.name)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(Opgave.continues_id == opgave_id, is_public())
        .order_by(Cycle.starts_on)
    )
    return tuple(EarlierView(*row) for row in rows)


def load_koers(session: Session, subject: Any, ids: Sequence[int], /) -> Mapping[int, KoersView]:
    """The newest judgement per opgave or entry; `subject` is that column of `KoersMark`."""
    rows = session.execute(
        select(
            subject,
            KoersMark.koers,
            KoersMark.reason,
            KoersMark.judged_at,
            KoersMark.next_review_on,
        )
        .ext(distinct_on(subject))
        .where(subject.in_(ids))
        .order_by(subject, KoersMark.judged_at.desc(), KoersMark.id.desc())
    )
    return {
        subject_id: KoersView(koers, reason or "", judged_at, next_review_on)
        for subject_id, koers, reason, judged_at, next_review_on in rows
    }


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Opgave,
            Opgave.id,
            DinEntry.title.label("goal"),
            Theme.slug.label("theme"),
            Theme.name.label("theme_name"),
            Cycle.name.label("cycle"),
            Cycle.state.label("cycle_state"),
            Area.slug.label("stadsdeel"),
            Area.name.label("stadsdeel_name"),
            TargetGroup.name.label("group_name"),
            _earlier.slug.label("earlier"),
            _earlier.title.label("earlier_title"),
            _earlier_cycle.name.label("earlier_cycle"),
        )
        .join(Theme, Theme.id == Opgave.theme_id)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .join(Area, Area.id == Opgave.stadsdeel_id)
        .outerjoin(TargetGroup, TargetGroup.id == Opgave.target_group_id)
        .outerjoin(OpgaveDoel, and_(OpgaveDoel.opgave_id == Opgave.id, OpgaveDoel.strategic))
        .outerjoin(DinEntry, DinEntry.id == OpgaveDoel.doel_id)
        .outerjoin(
            _earlier,
            and_(_earlier.id == Opgave.continues_id, _earlier.state != OpgaveState.PREPARING),
        )
        .outerjoin(_earlier_cycle, _earlier_cycle.id == _earlier.cycle_id)
        .order_by(Cycle.starts_on.desc(), Area.name, TargetGroup.name, Opgave.title)
    )


def _view(
    row: Row[*tuple[Any, ...]], wijken: Sequence[Place], koers: KoersView | None
) -> OpgaveView:
    opgave: Opgave = row.Opgave
    earlier = EarlierView(row.earlier, row.earlier_title, row.earlier_cycle)
    return OpgaveView(
        id=opgave.id,
        slug=opgave.slug,
        title=opgave.title,
        intro=opgave.intro or "",
        reason=opgave.reason or "",
        source=opgave.source or "",
        goal=row.goal or "",
        theme=row.theme,
        theme_name=row.theme_name,
        cycle=row.cycle,
        cycle_state=row.cycle_state,
        stadsdeel_id=opgave.stadsdeel_id,
        stadsdeel=Place(row.stadsdeel, row.stadsdeel_name),
        scope=opgave.scope,
        group=row.group_name or "",
        state=opgave.state,
        state_changed_on=opgave.state_changed_on,
        demo=opgave.origin == Origin.DEMO,
        koers=koers,
        continues=earlier if row.earlier else None,
        wijken=tuple(wijken),
    )


def _wijken(session: Session, ids: Sequence[int]) -> Mapping[int, list[Place]]:
    rows = session.execute(
        select(OpgaveWijk.opgave_id, Area.slug, Area.name)
        .join(Area, Area.id == OpgaveWijk.wijk_id)
        .where(OpgaveWijk.opgave_id.in_(ids))
        .order_by(Area.name)
    )
    found: dict[int, list[Place]] = defaultdict(list)
    for opgave_id, slug, name in rows:
        found[opgave_id].append(Place(slug, name))
    return found
