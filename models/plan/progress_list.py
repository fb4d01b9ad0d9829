"""The plan as staff judge it: per opgave its doelen and inspanningen, and how each fares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.initiatives.links import Link
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.cycles import Cycle, CycleState
from models.plan.din import DinEntry, KoersMark
from models.plan.opgaven import Opgave, Origin
from models.plan.reading_opgaven import KoersView, load_koers
from models.plan.serving import entries_of


@dataclass(frozen=True)
class EntryLine:
    """A doel or inspanning, its koers, and how many contributions are linked to itself."""

    entry: DinEntry
    koers: KoersView | None
    linked: int


@dataclass(frozen=True)
class OpgaveLines:
    """An opgave with what serves it."""

    slug: str
    title: str
    stadsdeel: str
    cycle: str
    demo: bool
    lines: Sequence[EntryLine]


def load_lines(session: Session, staff: Staff) -> list[OpgaveLines]:
    """The opgaven that a colleague may see, of cycles that are not over. Four queries."""
    opgaven = session.execute(
        select(Opgave.id, Opgave.slug, Opgave.title, Area.name, Cycle.name, Opgave.origin)
        .join(Area, Area.id == Opgave.stadsdeel_id)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(within(Opgave.stadsdeel_id, staff, Act.PLAN), Cycle.state != CycleState.CLOSED)
        .order_by(Area.name, Cycle.starts_on, Opgave.title, Opgave.id)
    ).all()
    entries = entries_of(session, [opgave[0] for opgave in opgaven])
    ids = list({entry.id for group in entries.values() for entry in group})
    koers, linked = load_koers(session, KoersMark.entry_id, ids), _linked(session, ids)
    return [
        OpgaveLines(
            slug,
            title,
            stadsdeel,
            cycle,
            origin is Origin.DEMO,
            [
                EntryLine(entry, koers.get(entry.id), linked.get(entry.id, 0))
                for entry in entries.get(opgave_id, ())
            ],
        )
        for opgave_id, slug, title, stadsdeel, cycle, origin in opgaven
    ]


def _linked(session: Session, entry_ids: Sequence[int]) -> Mapping[int, int]:
    rows = session.execute(
        select(Link.entry_id, func.count())
        .where(Link.entry_id.in_(entry_ids))
        .group_by(Link.entry_id)
    )
    return {entry_id: count for entry_id, count in rows if entry_id is not None}
