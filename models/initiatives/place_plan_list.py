"""Which plans there are to work on, for staff: whose turn it is in each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.place_plan import IN_HAND, PlacePlan, PlanAnswer
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.track import Track, Turn, load_track

SHOWN = 200
_COUNTED = (Turn.MANAGER, Turn.PARTNER, Turn.RESIDENT)


@dataclass(frozen=True)
class PlanLine:
    """A plan that was begun, and at how many steps it is whose turn."""

    ref: str
    title: str
    language: str
    area: str
    changed_at: datetime
    handed_in: bool
    waits: bool
    manager: int
    partner: int
    resident: int

    @property
    def waits_for_us(self) -> bool:
        return self.waits or bool(self.manager)


def plans_in_hand(session: Session, staff: Staff) -> list[PlanLine]:
    """Those that this colleague may read: what waits for the wijkmanager first, then the newest.

    The same three queries, however many there are.
    """
    rows = session.execute(
        select(PlacePlan, Initiative.ref, Initiative.language, Area.name)
        .add_columns(func.coalesce(Initiative.public_title, Initiative.title).label("title"))
        .join(Initiative, Initiative.id == PlacePlan.contribution_id)
        .join(Area, Area.id == func.coalesce(Initiative.wijk_id, Initiative.stadsdeel_id))
        .where(Initiative.status == Moderation.PLACED, Initiative.realisation.in_(IN_HAND))
        .where(within(Initiative.stadsdeel_id, staff, Act.READ))
        .order_by(PlacePlan.changed_at.desc(), PlacePlan.contribution_id)
        .limit(SHOWN)
    ).all()
    turns = _turns(session, [row.PlacePlan.contribution_id for row in rows], load_track(session))
    lines = [
        PlanLine(
            ref,
            title,
            language,
            area,
            plan.changed_at,
            plan.handed_in,
            plan.waits,
            *(turns[plan.contribution_id][turn] for turn in _COUNTED),
        )
        for plan, ref, language, area, title in rows
    ]
    return sorted(lines, key=lambda line: not line.waits_for_us)


def _turns(session: Session, ids: Collection[int], track: Track) -> Mapping[int, Counter[Turn]]:
    """By plan. A step that nobody touched is as the file says."""
    said: dict[int, dict[str, Turn]] = defaultdict(dict)
    rows = session.execute(
        select(PlanAnswer.contribution_id, PlanAnswer.key, PlanAnswer.turn).where(
            PlanAnswer.contribution_id.in_(ids)
        )
    )
    for row in rows:
        said[row.contribution_id][row.key] = row.turn
    begun = {step.key: step.turn for step in track.steps}
    return {id_: Counter(said[id_].get(key, turn) for key, turn in begun.items()) for id_ in ids}
