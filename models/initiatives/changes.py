"""What changed on initiatives and opgaven since a moment, from the history that there is.

One source for the chat ("Nieuw sinds u keek"), for who follows, and for the news of a wijk. The
number of queries does not depend on how much changed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, Select, or_, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Initiative
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Realisation
from models.initiatives.links import Link
from models.initiatives.published import is_published
from models.initiatives.terms import local_day
from models.messages.outgoing import Json, say
from models.plan.din import DinEdge, DinEntry, DinKind, KoersMark
from models.plan.opgaven import Opgave, OpgaveDoel

Ids = Collection[int] | Select[int] | Select[int | None]


@dataclass(frozen=True)
class Change:
    """One thing that changed on one subject, and how it is told."""

    at: datetime
    told: Json
    contribution_id: int | None = None
    opgave_id: int | None = None


def of_initiatives(session: Session, ids: Ids, since: datetime) -> list[Change]:
    """How these initiatives fared and what they were linked to, oldest first. Two queries.

    Only of those that are on the site.
    """
    changes = [*_steps(session, ids, since), *_links(session, ids, since)]
    return sorted(changes, key=lambda change: change.at)


def of_opgaven(session: Session, ids: Ids, since: datetime) -> list[Change]:
    """What is done for these opgaven, its koers, new initiatives; oldest first. Three queries."""
    thread = _thread(ids)
    changes = [
        *_efforts(session, thread, since),
        *_koers(session, ids, thread, since),
        *_new_ideas(session, ids, since),
    ]
    return sorted(changes, key=lambda change: change.at)


def _steps(session: Session, ids: Ids, since: datetime) -> Iterator[Change]:
    rows = session.execute(
        select(HistoryRow.contribution_id, HistoryRow.at, HistoryRow.to_status)
        .join(Initiative, Initiative.id == HistoryRow.contribution_id)
        .where(is_published(), Initiative.id.in_(ids), HistoryRow.at > since)
        .where(HistoryRow.to_status.in_([status.value for status in Realisation]))
    )
    for id_, at, status in rows:
        became = say(f"mine.was_{str(status).replace(' ', '_')}")
        yield Change(at, say("mine.moment", on=local_day(at), status=became), contribution_id=id_)


def _links(session: Session, ids: Ids, since: datetime) -> Iterator[Change]:
    rows = session.execute(
        select(Link.contribution_id, Link.linked_at, Opgave.title)
        .join(Initiative, Initiative.id == Link.contribution_id)
        .join(Opgave, Opgave.id == Link.opgave_id)
        .where(is_published(), Initiative.id.in_(ids), Link.linked_at > since)
    )
    for id_, at, title in rows:
        yield Change(at, say("following.linked", opgave=title), contribution_id=id_)


def _thread(ids: Ids) -> CTE:
    """The doelen of these opgaven and the inspanningen under them, as (opgave_id, entry_id)."""
    goals = select(OpgaveDoel.opgave_id, OpgaveDoel.doel_id.label("entry_id"))
    efforts = select(OpgaveDoel.opgave_id, DinEdge.from_id).join(
        DinEdge, DinEdge.to_id == OpgaveDoel.doel_id
    )
    of_these = OpgaveDoel.opgave_id.in_(ids)
    return goals.where(of_these).union(efforts.where(of_these)).cte("thread")


def _efforts(session: Session, thread: CTE, since: datetime) -> Iterator[Change]:
    rows = session.execute(
        select(thread.c.opgave_id, DinEntry.kind, DinEntry.title, DinEntry.state)
        .add_columns(DinEntry.moved_at)
        .join(thread, thread.c.entry_id == DinEntry.id)
        .where(DinEntry.moved_at > since, DinEntry.kind != DinKind.MIDDEL)
    )
    for opgave_id, kind, title, state, at in rows:
        goal = kind is DinKind.DOEL
        now = "" if goal else say(f"effort.{state}")
        told = say("following.goal", goal=title) if goal else None
        told = told or say("following.effort", effort=title, state=now)
        yield Change(at, told, opgave_id=opgave_id)


def _koers(session: Session, ids: Ids, thread: CTE, since: datetime) -> Iterator[Change]:
    rows = session.execute(
        select(Opgave.id, Opgave.title, DinEntry.title.label("entry"))
        .add_columns(KoersMark.koers, KoersMark.judged_at)
        .select_from(KoersMark)
        .outerjoin(DinEntry, DinEntry.id == KoersMark.entry_id)
        .outerjoin(thread, thread.c.entry_id == KoersMark.entry_id)
        .join(Opgave, or_(Opgave.id == KoersMark.opgave_id, Opgave.id == thread.c.opgave_id))
        .where(KoersMark.judged_at > since, Opgave.id.in_(ids))
    )
    for opgave_id, title, entry, koers, at in rows:
        course = say(f"koers.{str(koers).replace(' ', '_')}")
        told = say("following.koers", subject=entry or title, koers=course)
        yield Change(at, told, opgave_id=opgave_id)


def _new_ideas(session: Session, ids: Ids, since: datetime) -> Iterator[Change]:
    rows = session.execute(
        select(Link.opgave_id, Link.linked_at, Initiative.ref, Initiative.public_title)
        .join(Initiative, Initiative.id == Link.contribution_id)
        .where(is_published(), Link.opgave_id.in_(ids), Link.linked_at > since)
    )
    for opgave_id, at, ref, title in rows:
        yield Change(at, say("following.new_idea", ref=ref, title=title), opgave_id=opgave_id)
