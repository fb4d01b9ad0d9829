"""The plan of a stadsdeel as a tree to pick from: opgave, doel, inspanning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.initiatives.linking import Subject, subjects
from models.plan.din import DinEdge, DinKind


@dataclass(frozen=True)
class Branch:
    """Something that a contribution can be linked to, and what lies under it."""

    subject: Subject
    under: tuple[Branch, ...] = ()


def branches(session: Session, stadsdeel_id: int) -> list[Branch]:
    """The opgaven, in each its doelen, under each of these its inspanningen. Three queries.

    An inspanning that serves several doelen of an opgave stands under each of them.
    """
    groups = subjects(session, stadsdeel_id)
    serving = _serving(session, [one.entry_id for group in groups for one in group if one.entry_id])
    return [Branch(group[0], _goals(group[1:], serving)) for group in groups]


def _goals(entries: Sequence[Subject], serving: Mapping[int, set[int]]) -> tuple[Branch, ...]:
    efforts = [one for one in entries if one.kind is not DinKind.DOEL]
    return tuple(
        Branch(
            goal,
            tuple(Branch(one) for one in efforts if one.entry_id in serving[goal.entry_id or 0]),
        )
        for goal in entries
        if goal.kind is DinKind.DOEL
    )


def _serving(session: Session, entry_ids: Sequence[int]) -> Mapping[int, set[int]]:
    """By doel, the ids of what serves it."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(DinEdge.to_id, DinEdge.from_id).where(DinEdge.from_id.in_(entry_ids))
    )
    for goal_id, effort_id in rows:
        found[goal_id].add(effort_id)
    return found
