"""What is written in the plan of a stadsdeel, as one compares it with an idea."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.plan.cycles import Cycle, CycleState, Theme
from models.plan.din import DinKind
from models.plan.opgaven import Opgave, OpgaveDoel, OpgaveWijk, TargetGroup
from models.plan.serving import titles_of


@dataclass(frozen=True)
class EntryText:
    """A doel or inspanning. The strategisch doel says what its opgave says."""

    id: int
    title: str
    kind: DinKind = DinKind.INSPANNING
    strategic: bool = False


@dataclass(frozen=True)
class OpgaveText:
    """An opgave with all that is written of it. Without `wijken` it is for the whole stadsdeel.

    `theme` is a slug; `group` is the name of its bewonersgroep, if it is for one.
    """

    id: int
    title: str
    intro: str = ""
    theme: str = ""
    theme_name: str = ""
    group: str = ""
    wijken: frozenset[int] = frozenset()
    entries: tuple[EntryText, ...] = ()


def load_wording(session: Session, stadsdeel_id: int) -> list[OpgaveText]:
    """The opgaven that contributions of a stadsdeel can be linked to, as `linking.subjects` has
    them. Three queries, however many there are."""
    rows = session.execute(
        select(Opgave.id, Opgave.title, Opgave.intro, Theme.slug, Theme.name)
        .add_columns(TargetGroup.name, OpgaveDoel.doel_id)
        .join(Theme, Theme.id == Opgave.theme_id)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .outerjoin(TargetGroup, TargetGroup.id == Opgave.target_group_id)
        .outerjoin(OpgaveDoel, and_(OpgaveDoel.opgave_id == Opgave.id, OpgaveDoel.strategic))
        .where(Opgave.stadsdeel_id == stadsdeel_id, Cycle.state != CycleState.CLOSED)
        .order_by(Cycle.starts_on, Opgave.title, Opgave.id)
    ).all()
    ids = [row[0] for row in rows]
    wijken, entries = _wijken(session, ids), titles_of(session, ids)
    return [
        OpgaveText(
            id=opgave_id,
            title=title,
            intro=intro or "",
            theme=theme,
            theme_name=theme_name,
            group=group or "",
            wijken=frozenset(wijken.get(opgave_id, ())),
            entries=tuple(
                EntryText(*entry, strategic=entry[0] == goal_id)
                for entry in entries.get(opgave_id, ())
            ),
        )
        for opgave_id, title, intro, theme, theme_name, group, goal_id in rows
    ]


def _wijken(session: Session, opgave_ids: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(OpgaveWijk.opgave_id, OpgaveWijk.wijk_id).where(OpgaveWijk.opgave_id.in_(opgave_ids))
    )
    for opgave_id, wijk_id in rows:
        found[opgave_id].append(wijk_id)
    return found
