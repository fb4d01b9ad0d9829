"""Do opgaven, doelen, inspanningen and middelen name things that exist?"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.plan.loading.area_references import AreaNames
from models.plan.loading.cycle_records import CycleFile
from models.plan.loading.din_records import DinFile, EffortRecord, GoalRecord, OpgaveRecord
from models.plan.loading.documents import Document, Path
from models.plan.opgaven import Scope

Din = Document[DinFile]
_ENTRY_KINDS = ("doel", "inspanning", "middel")


@dataclass(frozen=True)
class Known:
    """What a DIN may name beside its own. The last four are what earlier loads brought."""

    areas: AreaNames
    themes: Mapping[str, frozenset[str]]
    indicators: frozenset[str]
    groups: Mapping[str, str]
    parties: frozenset[str] = frozenset()
    entries: Mapping[str, str] | None = None
    opgaven: frozenset[str] = frozenset()


def known_of(areas: AreaNames, cycles: CycleFile, indicators: frozenset[str]) -> Known:
    """What a folder's own files give a DIN to name."""
    themes = {each.slug: frozenset(theme.slug for theme in each.themes) for each in cycles.cycles}
    return Known(areas, themes, indicators, {})


@dataclass(frozen=True)
class _Names:
    """All slugs that this file may refer to. `goals` tells a doel from other entries."""

    known: Known
    groups: Mapping[str, str]
    parties: frozenset[str]
    means: frozenset[str]
    goals: frozenset[str]
    opgaven: frozenset[str]


def check_din(document: Din, known: Known) -> None:
    """Reports every reference to nothing, every id that is there twice, every circle of doelen."""
    names = _names(document.content, known)
    _check_ids(document)
    _check_kinds(document, known)
    for index, group in enumerate(document.content.groups):
        if group.stadsdeel not in known.areas.stadsdelen:
            place = ("bewonersgroepen", index, "stadsdeel")
            document.problem(place, "unknown", kind="stadsdeel", value=group.stadsdeel)
    for index, opgave in enumerate(document.content.opgaven):
        _check_opgave(document, ("opgaven", index), opgave, names)
    _check_circles(document)


def _names(din: DinFile, known: Known) -> _Names:
    before = known.entries or {}
    own_goals = {goal.slug for opgave in din.opgaven for goal in opgave.goals if goal.title}
    return _Names(
        known,
        {**known.groups, **{group.slug: group.stadsdeel for group in din.groups}},
        known.parties | {party.slug for party in din.parties},
        frozenset({slug for slug, kind in before.items() if kind == "middel"})
        | {each.slug for each in din.means},
        frozenset({slug for slug, kind in before.items() if kind == "doel"}) | own_goals,
        known.opgaven | {opgave.slug for opgave in din.opgaven},
    )


def _check_kinds(document: Din, known: Known) -> None:
    """What an earlier load knows as a middel cannot become an inspanning, and so on."""
    before = known.entries or {}
    for kind, slug, place in _ids(document.content):
        if kind in _ENTRY_KINDS and before.get(slug, kind) != kind:
            document.problem(place, "other_kind", kind=before[slug], value=slug)


def _ids(din: DinFile) -> Iterator[tuple[str, str, Path]]:
    """Every id that this file gives out: its kind, itself, its place."""
    for index, group in enumerate(din.groups):
        yield "bewonersgroep", group.slug, ("bewonersgroepen", index, "id")
    for index, party in enumerate(din.parties):
        yield "betrokkene", party.slug, ("betrokkenen", index, "id")
    for index, means in enumerate(din.means):
        yield "middel", means.slug, ("middelen", index, "id")
    for index, opgave in enumerate(din.opgaven):
        yield "opgave", opgave.slug, ("opgaven", index, "id")
        for at, goal in enumerate(opgave.goals):
            if goal.title:
                yield "doel", goal.slug, ("opgaven", index, "doelen", at, "id")
        for at, effort in enumerate(opgave.efforts):
            yield "inspanning", effort.slug, ("opgaven", index, "inspanningen", at, "id")


def _check_ids(document: Din) -> None:
    seen: set[tuple[str, str]] = set()
    for kind, slug, place in _ids(document.content):
        # Doelen, inspanningen and middelen share their ids.
        group = "din" if kind in _ENTRY_KINDS else kind
        if (group, slug) in seen:
            document.problem(place, "twice", kind="id", value=slug)
        seen.add((group, slug))


def _check_opgave(document: Din, path: Path, opgave: OpgaveRecord, names: _Names) -> None:
    themes = names.known.themes.get(opgave.cycle)
    if themes is None:
        document.problem((*path, "cyclus"), "unknown", kind="cyclus", value=opgave.cycle)
    elif opgave.theme not in themes:
        place = (*path, "thema")
        document.problem(place, "not_in_cycle", value=opgave.theme, cycle=opgave.cycle)
    if opgave.stadsdeel not in names.known.areas.stadsdelen:
        document.problem((*path, "stadsdeel"), "unknown", kind="stadsdeel", value=opgave.stadsdeel)
    if opgave.continues == opgave.slug:
        document.problem((*path, "vervolg_van"), "itself")
    elif opgave.continues is not None:
        _unknown(document, (*path, "vervolg_van"), [opgave.continues], names.opgaven, "opgave")
    _unknown(
        document, (*path, "indicatoren"), opgave.indicators, names.known.indicators, "indicator"
    )
    _check_scope(document, (*path, "geldt_voor"), opgave, names)
    for index, goal in enumerate(opgave.goals):
        _check_goal(document, (*path, "doelen", index), goal, names)
    for index, effort in enumerate(opgave.efforts):
        _check_effort(document, (*path, "inspanningen", index), effort, names)


def _check_scope(document: Din, path: Path, opgave: OpgaveRecord, names: _Names) -> None:
    """The wijken or the group are those of the opgave's own stadsdeel."""
    wijken = names.known.areas.wijken
    for index, wijk in enumerate(opgave.scope.wijken):
        place = (*path, "wijken", index)
        if wijk not in wijken:
            document.problem(place, "unknown", kind="wijk", value=wijk)
        elif wijken[wijk] != opgave.stadsdeel:
            document.problem(place, "other_stadsdeel", value=wijk, stadsdeel=opgave.stadsdeel)
        elif wijk in opgave.scope.wijken[:index]:
            document.problem(place, "twice", kind="wijk", value=wijk)
    if opgave.scope.sort == Scope.GROUP:
        group, place = str(opgave.scope.group), (*path, "bewonersgroep")
        if group not in names.groups:
            document.problem(place, "unknown", kind="bewonersgroep", value=group)
        elif names.groups[group] != opgave.stadsdeel:
            document.problem(place, "other_stadsdeel", value=group, stadsdeel=opgave.stadsdeel)


def _check_goal(document: Din, path: Path, goal: GoalRecord, names: _Names) -> None:
    if goal.title is None and goal.slug not in names.goals:
        document.problem((*path, "id"), "goal_without_title", value=goal.slug)
    _unknown(document, (*path, "draagt_bij_aan"), goal.serves, names.goals, "doel")


def _check_effort(document: Din, path: Path, effort: EffortRecord, names: _Names) -> None:
    _unknown(document, (*path, "draagt_bij_aan"), effort.serves, names.goals, "doel")
    _unknown(document, (*path, "middelen"), effort.means, names.means, "middel")
    _unknown(document, (*path, "betrokkenen"), effort.parties, names.parties, "betrokkene")


def _unknown(
    document: Din, path: Path, named: Iterable[str], known: Collection[str], kind: str
) -> None:
    """Reports each name that is not known, or is in a list twice."""
    seen: set[str] = set()
    for index, name in enumerate(named):
        # A list has a line per place, a mapping of weights one per name.
        place = (*path, name if isinstance(named, dict) else index)
        if name not in known:
            document.problem(place, "unknown", kind=kind, value=name)
        elif name in seen:
            document.problem(place, "twice", kind=kind, value=name)
        seen.add(name)


def _check_circles(document: Din) -> None:
    """A doel that serves itself, perhaps by way of others, would make the DIN a circle."""
    serves: dict[str, set[str]] = {}
    for opgave in document.content.opgaven:
        for goal in opgave.goals:
            serves.setdefault(goal.slug, set()).update(goal.serves)
    for index, opgave in enumerate(document.content.opgaven):
        for at, goal in enumerate(opgave.goals):
            if goal.serves and goal.slug in _reached(goal.slug, serves):
                place = ("opgaven", index, "doelen", at, "draagt_bij_aan")
                document.problem(place, "circle", value=goal.slug)


def _reached(start: str, serves: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    open_ends = set(serves.get(start, ()))
    while open_ends:
        found |= open_ends
        open_ends = {goal for each in open_ends for goal in serves.get(each, ())} - found
    return found
