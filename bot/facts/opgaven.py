"""The opgaven as the dialogue knows them, with all that hangs on them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.dialogue.facts import EffortFact, FigureFact, OpgaveFact
from models.initiatives.published import ideas_per_opgave
from models.plan.areas import Area, AreaKind
from models.plan.cycles import Cycle, CycleState, Theme
from models.plan.din import DinEdge, DinEntry, DinKind, DinParty, KoersMark, Party
from models.plan.figures import Figure, Indicator, OpgaveIndicator
from models.plan.opgaven import (
    Opgave,
    OpgaveDoel,
    OpgaveState,
    OpgaveWijk,
    Origin,
    Scope,
    TargetGroup,
)
from models.plan.reading_opgaven import is_public

Areas = Mapping[int, Area]


@dataclass(frozen=True)
class Opgaven:
    """Those of the present cycle, and those that are voorgelegd now, also for the next one."""

    current: tuple[OpgaveFact, ...]
    proposed: tuple[OpgaveFact, ...]


def load_opgaven(session: Session, areas: Areas) -> Opgaven:
    """In nine queries, however many opgaven there are. What is still written is not shown."""
    current = Cycle.state == CycleState.CURRENT
    proposed = and_(Opgave.state == OpgaveState.PROPOSED, Cycle.state != CycleState.CLOSED)
    opgaven = session.scalars(
        select(Opgave)
        .join(Cycle, Cycle.id == Opgave.cycle_id)
        .where(or_(current, proposed), is_public())
        .order_by(Opgave.stadsdeel_id, Opgave.id)
    ).all()
    extra = _Extra.load(session, areas, [opgave.id for opgave in opgaven])
    facts = [(extra.fact(opgave, areas), opgave.state) for opgave in opgaven]
    asks = OpgaveState.PROPOSED
    return Opgaven(
        current=tuple(fact for fact, state in facts if state is not asks),
        proposed=tuple(fact for fact, state in facts if state is asks),
    )


@dataclass(frozen=True)
class _Extra:
    """What hangs on the opgaven, by opgave id."""

    goals: Mapping[int, str]
    themes: Mapping[int, str]
    groups: Mapping[int, str]
    wijken: Mapping[int, frozenset[str]]
    efforts: Mapping[int, tuple[EffortFact, ...]]
    figures: Mapping[int, tuple[FigureFact, ...]]
    contributions: Mapping[int, int]

    @classmethod
    def load(cls, session: Session, areas: Areas, ids: list[int]) -> "_Extra":
        return cls(
            goals=_goals(session, ids),
            themes={row.id: row.name for row in session.scalars(select(Theme))},
            groups={row.id: row.slug for row in session.scalars(select(TargetGroup))},
            wijken=_scopes(session, areas, ids),
            efforts=_efforts(session, ids),
            figures=_figures(session, ids),
            contributions=ideas_per_opgave(session, ids),
        )

    def fact(self, opgave: Opgave, areas: Areas) -> OpgaveFact:
        efforts = self.efforts.get(opgave.id, ())
        return OpgaveFact(
            slug=opgave.slug,
            title=opgave.title,
            intro=opgave.intro or "",
            goal=self.goals.get(opgave.id, ""),
            theme=self.themes[opgave.theme_id],
            stadsdeel=areas[opgave.stadsdeel_id].slug,
            wijken=self.wijken.get(opgave.id, frozenset()),
            group=self.groups.get(opgave.target_group_id or 0, ""),
            reason=opgave.reason or "",
            efforts=efforts,
            parties=tuple(dict.fromkeys(name for effort in efforts for name in effort.parties)),
            figures=self.figures.get(opgave.id, ()),
            demo=opgave.origin == Origin.DEMO,
            contributions=self.contributions.get(opgave.id, 0),
        )


def _goals(session: Session, ids: list[int]) -> dict[int, str]:
    rows = session.execute(
        select(OpgaveDoel.opgave_id, DinEntry.title)
        .join(DinEntry, DinEntry.id == OpgaveDoel.doel_id)
        .where(OpgaveDoel.opgave_id.in_(ids), OpgaveDoel.strategic)
    )
    return {row.opgave_id: row.title for row in rows}


def _scopes(session: Session, areas: Areas, ids: list[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for row in session.scalars(select(OpgaveWijk).where(OpgaveWijk.opgave_id.in_(ids))):
        found[row.opgave_id].add(areas[row.wijk_id].slug)
    return {opgave: frozenset(slugs) for opgave, slugs in found.items()}


def _efforts(session: Session, ids: list[int]) -> dict[int, tuple[EffortFact, ...]]:
    rows = session.execute(
        select(OpgaveDoel.opgave_id, DinEntry)
        .join(DinEdge, DinEdge.to_id == OpgaveDoel.doel_id)
        .join(DinEntry, DinEntry.id == DinEdge.from_id)
        .where(OpgaveDoel.opgave_id.in_(ids), DinEntry.kind == DinKind.INSPANNING)
        .order_by(OpgaveDoel.opgave_id, DinEntry.id)
        .distinct()
    ).all()
    parties, koers = _parties(session), _koers(session)
    found: dict[int, list[EffortFact]] = defaultdict(list)
    for opgave_id, entry in rows:
        fact = EffortFact(
            entry.title,
            str(entry.state or ""),
            koers.get(entry.id, ""),
            tuple(parties.get(entry.id, ())),
        )
        found[opgave_id].append(fact)
    return {opgave: tuple(facts) for opgave, facts in found.items()}


def _parties(session: Session) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(DinParty.entry_id, Party.name)
        .join(Party, Party.id == DinParty.party_id)
        .order_by(Party.id)
    )
    for row in rows:
        found[row.entry_id].append(row.name)
    return found


def _koers(session: Session) -> dict[int, str]:
    """The newest judgement of each DIN entry."""
    rows = session.execute(
        select(KoersMark.entry_id, KoersMark.koers)
        .where(KoersMark.entry_id.is_not(None))
        .order_by(KoersMark.judged_at, KoersMark.id)
    )
    return {row.entry_id: str(row.koers) for row in rows}


def _figures(session: Session, ids: list[int]) -> dict[int, tuple[FigureFact, ...]]:
    """Per opgave the figures of its wijken, or else of its stadsdeel, and of the whole gemeente.

    Of each indicator the newest year only.
    """
    newest = aliased(Figure)
    last_year = select(func.max(newest.year)).where(newest.indicator == Figure.indicator)
    in_scope = exists().where(OpgaveWijk.opgave_id == Opgave.id, OpgaveWijk.wijk_id == Area.id)
    whole = and_(Opgave.scope != Scope.WIJKEN, Area.id == Opgave.stadsdeel_id)
    rows = session.execute(
        select(OpgaveIndicator.opgave_id, Indicator, Figure, Area.name.label("area"))
        .join(Opgave, Opgave.id == OpgaveIndicator.opgave_id)
        .join(Indicator, Indicator.code == OpgaveIndicator.indicator)
        .join(Figure, Figure.indicator == Indicator.code)
        .join(Area, Area.id == Figure.area_id)
        .where(OpgaveIndicator.opgave_id.in_(ids), Figure.year == last_year.scalar_subquery())
        .where(or_(in_scope, whole, Area.kind == AreaKind.GEMEENTE))
        .order_by(OpgaveIndicator.opgave_id, Indicator.code, Area.kind.desc(), Area.name)
    )
    found: dict[int, list[FigureFact]] = defaultdict(list)
    for opgave_id, indicator, figure, area in rows:
        value = f"{figure.value:g}".replace(".", ",")
        found[opgave_id].append(
            FigureFact(indicator.name, indicator.unit, value, figure.year, area, figure.source)
        )
    return {opgave: tuple(facts) for opgave, facts in found.items()}
