"""What serves an opgave: its doelen, and the inspanningen under these."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from models.plan.din import DinEdge, DinEntry, DinKind
from models.plan.opgaven import OpgaveDoel


def entries_of(session: Session, opgave_ids: Sequence[int]) -> Mapping[int, list[DinEntry]]:
    """The doelen of each opgave, then the inspanningen that serve these, each once.

    One query, however many opgaven.
    """
    found: dict[int, list[DinEntry]] = defaultdict(list)
    for opgave_id, entry in session.execute(_serving(DinEntry), {"opgave_ids": opgave_ids}):
        found[opgave_id].append(entry)
    return found


def titles_of(
    session: Session, opgave_ids: Sequence[int]
) -> Mapping[int, list[tuple[int, str, DinKind]]]:
    """The same as (id, title, kind), where a large plan is only read."""
    found: dict[int, list[tuple[int, str, DinKind]]] = defaultdict(list)
    columns = (DinEntry.id, DinEntry.title, DinEntry.kind)
    for opgave_id, *entry in session.execute(_serving(*columns), {"opgave_ids": opgave_ids}):
        found[opgave_id].append(tuple(entry))
    return found


@cache
def _serving(*wanted: Any) -> Select[*tuple[Any, ...]]:
    """Kept, since making it takes longer than running it. Takes `opgave_ids`."""
    goals = select(OpgaveDoel.opgave_id, OpgaveDoel.doel_id.label("entry_id"))
    efforts = select(OpgaveDoel.opgave_id, DinEdge.from_id.label("entry_id")).join(
        DinEdge, DinEdge.to_id == OpgaveDoel.doel_id
    )
    serving = goals.union(efforts).subquery()
    return (
        select(serving.c.opgave_id, *wanted)
        .join(DinEntry, DinEntry.id == serving.c.entry_id)
        .where(serving.c.opgave_id.in_(bindparam("opgave_ids", expanding=True)))
        .where(DinEntry.kind != DinKind.MIDDEL)
        .order_by(DinEntry.kind, DinEntry.id)
    )
