"""The thread of an opgave as pages show it: its doelen, what is done, by whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from models.plan.din import (
    DinEdge,
    DinEntry,
    DinKind,
    DinParty,
    EffortState,
    KoersMark,
    Party,
)
from models.plan.opgaven import OpgaveDoel, Origin
from models.plan.reading_opgaven import KoersView, load_koers

_means = aliased(DinEntry)


@dataclass(frozen=True)
class GoalView:
    """A doel of an opgave; `reached_on` is empty as long as it is not bereikt."""

    title: str
    strategic: bool
    reached_on: date | None


@dataclass(frozen=True)
class EffortView:
    """An inspanning, with who takes part and what it is done with."""

    slug: str
    title: str
    sort: str
    state: EffortState
    state_on: date | None
    state_source: str
    koers: KoersView | None
    parties: tuple[str, ...]
    means: tuple[str, ...]
    demo: bool


@dataclass(frozen=True)
class Thread:
    """The doelen of one opgave (the strategisch doel first) and the inspanningen under them."""

    goals: tuple[GoalView, ...]
    efforts: tuple[EffortView, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """Who takes part in any of it, each once."""
        return tuple(dict.fromkeys(name for effort in self.efforts for name in effort.parties))


def load_threads(session: Session, opgave_ids: Sequence[int]) -> Mapping[int, Thread]:
    """The threads of these opgaven, in five queries however many they are."""
    goals: dict[int, list[GoalView]] = defaultdict(list)
    for opgave_id, title, strategic, reached_on in session.execute(_goals_of(opgave_ids)):
        goals[opgave_id].append(GoalView(title, strategic, reached_on))
    rows = session.execute(_efforts_of(opgave_ids)).all()
    ids = list({entry.id for _, entry, _ in rows})
    views = _efforts(session, ids, {entry.id: entry for _, entry, _ in rows})
    efforts: dict[int, list[EffortView]] = defaultdict(list)
    for opgave_id, entry, _ in rows:
        efforts[opgave_id].append(views[entry.id])
    return {
        opgave_id: Thread(tuple(goals[opgave_id]), tuple(efforts[opgave_id]))
        for opgave_id in opgave_ids
    }


def _goals_of(opgave_ids: Sequence[int]) -> Select[int, str, bool, date | None]:
    return (
        select(OpgaveDoel.opgave_id, DinEntry.title, OpgaveDoel.strategic, DinEntry.reached_on)
        .join(DinEntry, DinEntry.id == OpgaveDoel.doel_id)
        .where(OpgaveDoel.opgave_id.in_(opgave_ids))
        .order_by(OpgaveDoel.strategic.desc(), DinEntry.id)
    )


def _efforts_of(opgave_ids: Sequence[int]) -> Select[int, DinEntry, int]:
    """Each inspanning once per opgave, what contributes most first."""
    weight = func.max(DinEdge.weight).label("weight")
    return (
        select(OpgaveDoel.opgave_id, DinEntry, weight)
        .join(DinEdge, DinEdge.to_id == OpgaveDoel.doel_id)
        .join(DinEntry, DinEntry.id == DinEdge.from_id)
        .where(OpgaveDoel.opgave_id.in_(opgave_ids), DinEntry.kind == DinKind.INSPANNING)
        .group_by(OpgaveDoel.opgave_id, DinEntry.id)
        .order_by(weight.desc(), DinEntry.id)
    )


def _efforts(
    session: Session, ids: Sequence[int], entries: Mapping[int, DinEntry]
) -> Mapping[int, EffortView]:
    koers = load_koers(session, KoersMark.entry_id, ids)
    parties, means = _parties(session, ids), _means_of(session, ids)
    return {
        entry_id: EffortView(
            slug=entry.slug,
            title=entry.title,
            sort=entry.sort or "",
            state=entry.state or EffortState.IDEA,
            state_on=entry.state_on,
            state_source=entry.state_source or "",
            koers=koers.get(entry_id),
            parties=tuple(parties.get(entry_id, ())),
            means=tuple(means.get(entry_id, ())),
            demo=entry.origin == Origin.DEMO,
        )
        for entry_id, entry in entries.items()
    }


def _parties(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = session.execute(
        select(DinParty.entry_id, Party.name)
        .join(Party, Party.id == DinParty.party_id)
        .where(DinParty.entry_id.in_(ids))
        .order_by(Party.name)
    )
    return _grouped((entry_id, name) for entry_id, name in rows)


def _means_of(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = session.execute(
        select(DinEdge.to_id, _means.title)
        .join(_means, _means.id == DinEdge.from_id)
        .where(DinEdge.to_id.in_(ids), _means.kind == DinKind.MIDDEL)
        .order_by(DinEdge.weight.desc(), _means.title)
    )
    return _grouped((entry_id, title) for entry_id, title in rows)


def _grouped(pairs: Iterable[tuple[int, str]]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
