"""What is written in the plan of a stadsdeel, as one compares it with an idea."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
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
    them. Two queries, however many there are."""
    rows = session.execute(_opgaven(), {"stadsdeel_id": stadsdeel_id}).all()
    entries = titles_of(session, [row.id for row in rows])
    return [
        OpgaveText(
            id=row.id,
            title=row.title,
            intro=row.intro or "",
            theme=row.theme,
            theme_name=row.theme_name,
            group=row.group or "",
            wijken=frozenset(row.wijken),
            entries=tuple(
                EntryText(*entry, strategic=entry[0] == row.goal_id)
                for entry in entries.get(row.id, ())
            ),
        )
        for row in rows
    ]


@cache
def _opgaven() -> Select[*tuple[Any, ...]]:
    """Kept, since making it takes longer than running it. Takes `stadsdeel_id`."""
    wijken = select(OpgaveWijk.wijk_id).where(OpgaveWijk.opgave_id == Opgave.id)
    return (
        select(Opgave.id, Opgave.title, Opgave.intro)
        .add_columns(Theme.slug.label("theme"), Theme.name.label("theme_name"))
        .add_columns(TargetGroup.name.label("group"), OpgaveDoel.doel_id.label("goal_id"))
        .add_columns(func.array(wijken.scalar_subquery(), type_=ARRAY(BigInteger)).label("wijken"))
        .join(Theme, Theme.id == Opgave.theme_id)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .outerjoin(TargetGroup, TargetGroup.id == Opgave.target_group_id)
        .outerjoin(OpgaveDoel, and_(OpgaveDoel.opgave_id == Opgave.id, OpgaveDoel.strategic))
        .where(Opgave.stadsdeel_id == bindparam("stadsdeel_id"), Cycle.state != CycleState.CLOSED)
        .order_by(Cycle.starts_on, Opgave.title, Opgave.id)
    )
