"""The rows of opgaven, DIN entries, the lines between them, and koers."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.din import DinKind, KoersMark
from models.plan.loading.area_sheets import stadsdeel_id, table, wijk_id
from models.plan.loading.din_records import (
    DinFile,
    EffortRecord,
    GoalRecord,
    KoersRecord,
    OpgaveRecord,
)
from models.plan.loading.loading import Loading
from models.plan.loading.sheets import Key, Row, Sheet
from models.plan.opgaven import Scope

SLUG = ("slug",)
_STATE = ("state", "state_on", "state_source")
_REACHED = ("reached_on", "reached_source")
_ENTRY_GROUPS = (_STATE, _REACHED)
_OPGAVE_GROUPS = (("state", "state_changed_on"), ("scope", "target_group_id"))
_ENTRY: Row = dict.fromkeys(("sort", *_STATE, *_REACHED, "max_euro", "condition"))


def put_din(loading: Loading, din: DinFile) -> None:
    """All that a DIN file holds. Areas, cycles, themes and indicators were put before."""
    groups: list[Row] = [
        {
            "slug": each.slug,
            "name": each.name,
            "stadsdeel_id": stadsdeel_id(loading, each.stadsdeel),
        }
        for each in din.groups
    ]
    loading.put(Sheet("bewonersgroep", table("target_group"), SLUG, groups, "slug"))
    parties: list[Row] = [each.model_dump() for each in din.parties]
    loading.put(Sheet("betrokkene", table("party"), SLUG, parties, "slug"))
    entries = list(_entries(din))
    loading.put(Sheet("din", table("din_entry"), SLUG, entries, "slug", _ENTRY_GROUPS))
    opgaven = [_opgave(loading, each) for each in din.opgaven]
    loading.put(Sheet("opgave", table("opgave"), SLUG, opgaven, "slug", _OPGAVE_GROUPS))
    _put_details(loading, din)


def _put_details(loading: Loading, din: DinFile) -> None:
    continued = list(_continued(loading, din))
    loading.put(Sheet("vervolg", table("opgave"), SLUG, continued, "slug", fills=True))
    opgaven = frozenset(_opgave_id(loading, each.slug) for each in din.opgaven)
    entries = frozenset(_entry_id(loading, row["slug"]) for row in _entries(din))
    _put_opgave_details(loading, din, opgaven)
    _put_entry_details(loading, din, entries)
    taken = _taken(loading.session)
    marks = [row for row in _marks(loading, din) if _moment(row) not in taken]
    key = ("opgave_id", "entry_id", "judged_at", "source")
    loading.put(Sheet("koers", table("koers_mark"), key, marks, comes_back=False))


def _put_opgave_details(loading: Loading, din: DinFile, opgaven: frozenset[int]) -> None:
    sheets = {
        "opgave_wijk": (("opgave_id", "wijk_id"), _wijken),
        "opgave_answer": (("opgave_id", "position"), _answers),
        "opgave_doel": (("opgave_id", "doel_id"), _doelen),
        "opgave_indicator": (("opgave_id", "indicator"), _indicators),
    }
    for name, (key, rows) in sheets.items():
        found = list(rows(loading, din))
        loading.put(_detail(name, key, found, opgaven))


def _put_entry_details(loading: Loading, din: DinFile, entries: frozenset[int]) -> None:
    edges, parties = list(_edges(loading, din)), list(_parties(loading, din))
    loading.put(_detail("din_edge", ("from_id", "to_id"), edges, entries))
    loading.put(_detail("din_party", ("entry_id", "party_id"), parties, entries))


def _detail(name: str, key: tuple[str, ...], rows: list[Row], parents: frozenset[int]) -> Sheet:
    # A line that staff removed in the panel stays away, unlike the things it joins.
    return Sheet(name, table(name), key, rows, comes_back=False, parent=key[0], parents=parents)


def _opgave_id(loading: Loading, slug: str) -> int:
    return loading.ids["opgave"][slug,]


def _entry_id(loading: Loading, slug: str) -> int:
    return loading.ids["din_entry"][slug,]


def _entries(din: DinFile) -> Iterator[Row]:
    for means in din.means:
        yield {**_ENTRY, "kind": DinKind.MIDDEL, **means.model_dump()}
    for opgave in din.opgaven:
        # A doel without a title stands with another opgave, in this file or an earlier one.
        yield from (_goal(opgave, goal) for goal in opgave.goals if goal.title)
        yield from (_effort(opgave, effort) for effort in opgave.efforts)


def _goal(opgave: OpgaveRecord, goal: GoalRecord) -> Row:
    return {
        **_ENTRY,
        "slug": goal.slug,
        "kind": DinKind.DOEL,
        "title": goal.title,
        "reached_on": None if goal.reached is None else goal.reached.on,
        "reached_source": None if goal.reached is None else goal.reached.source,
        "origin": goal.origin or opgave.origin,
    }


def _effort(opgave: OpgaveRecord, effort: EffortRecord) -> Row:
    return {
        **_ENTRY,
        "slug": effort.slug,
        "kind": DinKind.INSPANNING,
        "title": effort.title,
        "sort": effort.sort,
        "state": effort.status.now,
        "state_on": effort.status.since,
        "state_source": effort.status.source,
        "origin": effort.origin or opgave.origin,
    }


def _opgave(loading: Loading, opgave: OpgaveRecord) -> Row:
    cycle, scope = loading.ids["cycle"][opgave.cycle,], opgave.scope
    group = loading.ids["target_group"][scope.group,] if scope.sort == Scope.GROUP else None
    return {
        "slug": opgave.slug,
        "cycle_id": cycle,
        "theme_id": loading.ids["theme"][cycle, opgave.theme],
        "stadsdeel_id": stadsdeel_id(loading, opgave.stadsdeel),
        "title": opgave.title,
        "intro": opgave.intro,
        "reason": opgave.reason,
        "source": opgave.source,
        "origin": opgave.origin,
        "scope": scope.sort,
        "target_group_id": group,
        "state": opgave.state,
        "state_changed_on": opgave.since,
        "question": None if opgave.question is None else opgave.question.text,
    }


def _continued(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        before = opgave.continues
        continues = None if before is None else _opgave_id(loading, before)
        yield {"slug": opgave.slug, "continues_id": continues}


def _wijken(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        for wijk in opgave.scope.wijken:
            yield {
                "opgave_id": _opgave_id(loading, opgave.slug),
                "wijk_id": wijk_id(loading, wijk),
            }


def _answers(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        for position, label in enumerate(opgave.question.answers if opgave.question else ()):
            id_ = _opgave_id(loading, opgave.slug)
            yield {"opgave_id": id_, "position": position, "label": label}


def _doelen(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        for goal in opgave.goals:
            yield {
                "opgave_id": _opgave_id(loading, opgave.slug),
                "doel_id": _entry_id(loading, goal.slug),
                "strategic": goal.strategic,
            }


def _indicators(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        for code in opgave.indicators:
            yield {"opgave_id": _opgave_id(loading, opgave.slug), "indicator": code}


def _edges(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        for goal in opgave.goals:
            yield from _lines(loading, goal.slug, goal.serves, inward=False)
        for effort in opgave.efforts:
            yield from _lines(loading, effort.slug, effort.serves, inward=False)
            yield from _lines(loading, effort.slug, effort.means, inward=True)


def _lines(
    loading: Loading, slug: str, weights: Mapping[str, int], *, inward: bool
) -> Iterator[Row]:
    """A doel or inspanning serves others; middelen serve the inspanning."""
    own = _entry_id(loading, slug)
    for other_slug, weight in weights.items():
        other = _entry_id(loading, other_slug)
        start, end = (other, own) if inward else (own, other)
        yield {"from_id": start, "to_id": end, "weight": weight}


def _parties(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        for effort in opgave.efforts:
            for party in effort.parties:
                id_ = _entry_id(loading, effort.slug)
                yield {"entry_id": id_, "party_id": loading.ids["party"][party,]}


def _taken(session: Session) -> set[Key]:
    """Subject, day and source of the marks that colleagues set in the panel."""
    marks = session.execute(
        select(
            KoersMark.opgave_id, KoersMark.entry_id, KoersMark.judged_at, KoersMark.source
        ).where(KoersMark.by_id.is_not(None))
    ).mappings()
    return {_moment(row) for row in marks}


def _moment(mark: Mapping[Any, Any]) -> Key:
    day = mark["judged_at"].date()
    return mark["opgave_id"], mark["entry_id"], day, mark["source"]


def _marks(loading: Loading, din: DinFile) -> Iterator[Row]:
    for opgave in din.opgaven:
        id_ = _opgave_id(loading, opgave.slug)
        yield from (_mark(koers, id_, None) for koers in opgave.koers)
        parts: list[GoalRecord | EffortRecord] = [*opgave.goals, *opgave.efforts]
        for part in parts:
            entry = _entry_id(loading, part.slug)
            yield from (_mark(koers, None, entry) for koers in part.koers)


def _mark(koers: KoersRecord, opgave: int | None, entry: int | None) -> Row:
    return {
        "opgave_id": opgave,
        "entry_id": entry,
        "koers": koers.koers,
        "reason": koers.reason,
        "source": koers.source,
        # A file knows days. Noon is on that day in UTC and in Amsterdam.
        "judged_at": datetime.combine(koers.on, time(12), UTC),
        "next_review_on": koers.next_review_on,
    }
