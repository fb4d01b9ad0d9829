"""The cycle that is prepared now, and the themes that residents can choose for it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.cycles import Cycle, CycleState, Theme


def coming_cycle(session: Session) -> Cycle | None:
    """The first cycle that is still prepared, if there is one."""
    return _first(session, CycleState.PREPARING)


def themes_to_choose(session: Session) -> Sequence[Theme]:
    """Those of the coming cycle; while none were chosen for it, those of the present one."""
    for state in (CycleState.PREPARING, CycleState.CURRENT):
        cycle = _first(session, state)
        themes = _themes(session, cycle) if cycle else ()
        if themes:
            return themes
    return ()


def _first(session: Session, state: CycleState) -> Cycle | None:
    return session.scalars(
        select(Cycle).where(Cycle.state == state).order_by(Cycle.starts_on).limit(1)
    ).first()


def _themes(session: Session, cycle: Cycle) -> Sequence[Theme]:
    return session.scalars(select(Theme).where(Theme.cycle_id == cycle.id).order_by(Theme.id)).all()
