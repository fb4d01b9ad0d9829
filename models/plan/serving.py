"""What serves an opgave: its doelen, and the inspanningen under these."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.din import DinEdge, DinEntry, DinKind
from models.plan.opgaven import OpgaveDoel


def entries_of(session: Session, opgave_ids: Sequence[int]) -> Mapping[int, list[DinEntry]]:
    """The doelen of each opgave, then the inspanningen that serve these, each once.

    One query, however many opgaven.
    """
    goals = select(OpgaveDoel.opgave_id, OpgaveDoel.doel_id.label("entry_id"))
    efforts = select(OpgaveDoel.opgave_id, DinEdge.from_id.label("entry_id")).join(
        DinEdge, DinEdge.to_id == OpgaveDoel.doel_id
    )
    serving = goals.union(efforts).subquery()
    rows = session.execute(
        select(serving.c.opgave_id, DinEntry)
        .join(DinEntry, DinEntry.id == serving.c.entry_id)
        .where(serving.c.opgave_id.in_(opgave_ids), DinEntry.kind != DinKind.MIDDEL)
        .order_by(DinEntry.kind, DinEntry.id)
    )
    found: dict[int, list[DinEntry]] = defaultdict(list)
    for opgave_id, entry in rows:
        found[opgave_id].append(entry)
    return found
