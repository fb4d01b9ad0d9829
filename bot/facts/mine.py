"""What the dialogue may know of the residents of one batch: one query per kind of fact."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.facts import Facts, HistoryFact, MyIdea, Plan
from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import Moderation
from models.initiatives.links import Link
from models.initiatives.terms import local_day
from models.people.residents import Channel, Consent, Resident
from models.plan.areas import Area
from models.plan.opgaven import Opgave


@dataclass(frozen=True)
class About:
    """Everything of one resident that a turn may need."""

    resident: Resident
    wijk: str
    opt_ins: frozenset[str]
    mine: tuple[MyIdea, ...]

    def facts(self, channel: Channel, plan: Plan, now: datetime) -> Facts:
        return Facts(
            channel=str(channel),
            today=local_day(now),
            language=self.resident.language,
            wijk=self.wijk,
            sixteen_or_older=self.resident.sixteen_or_older,
            opt_ins=self.opt_ins,
            muted=self.resident.muted,
            mine=self.mine,
            plan=plan,
        )


def load_about(session: Session, ids: Collection[int]) -> Mapping[int, About]:
    """By resident id. The same number of queries for one resident and for two hundred."""
    residents = session.scalars(select(Resident).where(Resident.id.in_(ids))).all()
    wijken = _wijken(session, [resident.wijk_id for resident in residents if resident.wijk_id])
    opt_ins, mine = _opt_ins(session, ids), _mine(session, ids)
    return {
        resident.id: About(
            resident,
            wijken.get(resident.wijk_id or 0, ""),
            frozenset(opt_ins.get(resident.id, ())),
            tuple(mine.get(resident.id, ())),
        )
        for resident in residents
    }


def _wijken(session: Session, ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Area.id, Area.slug).where(Area.id.in_(ids)))
    return {row.id: row.slug for row in rows}


def _opt_ins(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.scalars(select(Consent).where(Consent.resident_id.in_(ids), Consent.given))
    for row in rows:
        found[row.resident_id].append(str(row.kind))
    return found


def _mine(session: Session, ids: Collection[int]) -> dict[int, list[MyIdea]]:
    rows = session.scalars(
        select(Contribution)
        .where(Contribution.resident_id.in_(ids), Contribution.kind == ContributionKind.INITIATIVE)
        .order_by(Contribution.id.desc())
    ).all()
    keys = [row.id for row in rows]
    moves, links = _moves(session, keys), _links(session, keys)
    found: dict[int, list[MyIdea]] = defaultdict(list)
    for row in rows:
        idea = _idea(row, moves.get(row.id, ()), tuple(links.get(row.id, ())))
        found[row.resident_id or 0].append(idea)
    return found


def _idea(row: Contribution, moves: Sequence[HistoryFact], linked: tuple[str, ...]) -> MyIdea:
    return MyIdea(
        ref=row.ref,
        title=row.title,
        status=str(row.status),
        realisation=str(getattr(row, "realisation", None) or ""),
        due=row.due_on,
        question=(row.question or "") if row.status == Moderation.QUESTION else "",
        offered_title=row.offered_title or "",
        offered_body=row.offered_body or "",
        public=row.status == Moderation.PLACED and row.public_title is not None,
        linked=linked,
        timeline=tuple(moves),
    )


def _moves(session: Session, ids: Collection[int]) -> dict[int, list[HistoryFact]]:
    found: dict[int, list[HistoryFact]] = defaultdict(list)
    rows = session.execute(
        select(HistoryRow.contribution_id, HistoryRow.at, HistoryRow.to_status)
        .where(HistoryRow.contribution_id.in_(ids), HistoryRow.to_status.is_not(None))
        .order_by(HistoryRow.id)
    )
    for row in rows:
        found[row.contribution_id].append(HistoryFact(local_day(row.at), str(row.to_status)))
    return found


def _links(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Link.contribution_id, Opgave.title)
        .join(Opgave, Opgave.id == Link.opgave_id)
        .where(Link.contribution_id.in_(ids))
        .order_by(Link.id)
    )
    for row in rows:
        found[row.contribution_id].append(row.title)
    return found
